using static TorchSharp.torch;

namespace InternVideo2.Text;

/// <summary>Texts as numbers, filled up to one length. Owns its tensors.</summary>
/// <param name="Ids">B × L int64; where padding is on the right, column 0 is the class token.</param>
/// <param name="Mask">B × L int64: 1 for tokens, 0 for padding.</param>
public sealed record TokenBatch(Tensor Ids, Tensor Mask) : IDisposable
{
    /// <summary>Pads texts that are encoded already.</summary>
    /// <param name="rows">The numbers of each text; one row or more.</param>
    /// <param name="padding">The number that fills up short ones.</param>
    /// <param name="padTo">Length of all; null: that of the longest.</param>
    /// <param name="side">Where padding goes.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is no row, or one is longer than <paramref name="padTo"/>.</exception>
    public static TokenBatch Of(IReadOnlyList<int[]> rows, int padding, int? padTo = null, TextSide side = TextSide.Right)
    {
        if (rows.Count == 0) throw new ArgumentException("There is no text; a batch has at least one.", nameof(rows));
        var longest = rows.Max(row => row.Length);
        if (padTo < longest) throw new ArgumentOutOfRangeException(nameof(padTo), padTo, $"The longest text has {longest} tokens.");
        var length = padTo ?? longest;
        var (ids, mask) = (new long[rows.Count, length], new long[rows.Count, length]);
        foreach (var (index, row) in rows.Index())
        {
            var shift = side == TextSide.Left ? length - row.Length : 0;
            for (var i = 0; i < length; i++)
                (ids[index, i], mask[index, i]) = i >= shift && i - shift < row.Length ? (row[i - shift], 1) : (padding, 0);
        }
        return new TokenBatch(tensor(ids), tensor(mask));
    }

    /// <summary>B.</summary>
    public long Count => Ids.shape[0];

    /// <summary>L.</summary>
    public long Length => Ids.shape[1];

    /// <summary>The same on another device; owned by the caller.</summary>
    public TokenBatch To(Device device) => new(Ids.to(device), Mask.to(device));

    /// <summary>The same under tensor handles of their own, which the caller owns; the memory is shared.</summary>
    public TokenBatch Alias() => new(Ids.alias(), Mask.alias());

    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
    }
}
