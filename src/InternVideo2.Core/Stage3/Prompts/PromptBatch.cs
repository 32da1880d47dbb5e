using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>Prompts as tensors, filled up to one length. Owns its tensors.</summary>
/// <param name="Ids">B × L int64: numbers of tokens; 0 at visual places, the padding number where a prompt is over.</param>
/// <param name="Mask">B × L int64: 1 for the prompt, 0 for padding.</param>
/// <param name="Visual">B × L bool: places that take the sample's visual rows, the first row first. Of a prompt that was cut off, fewer than there are
/// rows.</param>
/// <param name="Labels">B × L int64, not shifted; <see cref="PromptRow.NotLearned"/> where nothing is to be predicted.</param>
public sealed record PromptBatch(Tensor Ids, Tensor Mask, Tensor Visual, Tensor Labels) : IDisposable
{
    /// <summary>Fills up prompts.</summary>
    /// <param name="rows">B prompts; one or more.</param>
    /// <param name="padding">The number that fills up short ones.</param>
    /// <param name="longest">Longer prompts are cut off at the end. 1 or more.</param>
    /// <param name="padTo">Length of all, up to <paramref name="longest"/>; null: that of the longest prompt.</param>
    /// <param name="side">Where padding goes: on the right in training, on the left for generation.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is no prompt, or <paramref name="padTo"/> is too short.</exception>
    public static PromptBatch Of(IReadOnlyList<PromptRow> rows, int padding, int longest = int.MaxValue, int? padTo = null, TextSide side = TextSide.Right)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        if (rows.Count == 0) throw new ArgumentException("There is no prompt; a batch has at least one.", nameof(rows));
        var needed = Math.Min(rows.Max(row => row.Length), longest);
        if (padTo < needed) throw new ArgumentOutOfRangeException(nameof(padTo), padTo, $"The longest prompt has {needed} tokens.");
        var length = padTo ?? needed;
        var (ids, mask, visual, labels) = (new long[rows.Count, length], new long[rows.Count, length], new bool[rows.Count, length], new long[rows.Count, length]);
        foreach (var (index, row) in rows.Index())
        {
            var shift = side == TextSide.Left ? length - Math.Min(row.Length, length) : 0;
            for (var place = 0; place < length; place++)
            {
                var from = place - shift;
                var inside = from >= 0 && from < row.Length;
                ids[index, place] = inside ? row.Ids[from] : padding;
                mask[index, place] = inside ? 1 : 0;
                visual[index, place] = inside && row.Visual[from];
                labels[index, place] = inside ? row.Labels[from] : PromptRow.NotLearned;
            }
        }
        return new PromptBatch(tensor(ids), tensor(mask), tensor(visual), tensor(labels));
    }

    /// <summary>B.</summary>
    public long Count => Ids.shape[0];

    /// <summary>L.</summary>
    public long Length => Ids.shape[1];

    /// <summary>The same on another device; owned by the caller.</summary>
    public PromptBatch To(Device device) => new(Ids.to(device), Mask.to(device), Visual.to(device), Labels.to(device));

    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
        Visual.Dispose();
        Labels.Dispose();
    }
}
