using InternVideo2.Language;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// Rows of tokens and places for visual rows, padded on the right as in training (stage 3, 8.4). Owns its tensors.
/// </summary>
/// <param name="Ids">B × L int64; the padding's number where there is padding or a visual row.</param>
/// <param name="Mask">B × L int64: 1 for tokens and visual rows, 0 for padding.</param>
/// <param name="Labels">B × L int64, unshifted; <see cref="NextTokenLoss.Ignored"/> where nothing is learned.</param>
/// <param name="Places">K int64: where visual rows go, as numbers in 0 … B·L − 1.</param>
/// <param name="Sources">K int64: which of all visual rows go there; what was cut off is not among them.</param>
public sealed record SplicedBatch(Tensor Ids, Tensor Mask, Tensor Labels, Tensor Places, Tensor Sources) : IDisposable
{
    /// <summary>Pads rows on the right.</summary>
    /// <param name="rows">B of them, 1 or more. Their places for visual rows are taken in order.</param>
    /// <param name="padding">The number that fills up short ones.</param>
    /// <param name="maxLength">Longer rows are cut off at the end; null: none is.</param>
    /// <param name="padTo">Length of all; null: that of the longest.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    public static SplicedBatch Of(IReadOnlyList<SplicedRow> rows, int padding, int? maxLength = null, int? padTo = null)
    {
        if (rows.Count == 0) throw new ArgumentException("There is no row; a batch has at least one.", nameof(rows));
        SplicedRow[] cut = [.. rows.Select(row => maxLength is { } most ? row.Cut(most) : row)];
        var longest = cut.Max(row => row.Ids.Count);
        var length = padTo ?? longest;
        ArgumentOutOfRangeException.ThrowIfLessThan(length, longest, nameof(padTo));
        var (ids, mask, labels) = (new long[rows.Count, length], new long[rows.Count, length], new long[rows.Count, length]);
        var (places, sources, seen) = (new List<long>(), new List<long>(), 0L);
        for (var b = 0; b < rows.Count; b++)
        {
            var next = seen;
            for (var i = 0; i < length; i++)
            {
                var token = i < cut[b].Ids.Count ? cut[b].Ids[i] : (int?)null;
                var visual = token == SplicedRow.Visual;
                (ids[b, i], mask[b, i], labels[b, i]) =
                    (visual ? padding : token ?? padding, token is null ? 0 : 1, token is null ? NextTokenLoss.Ignored : cut[b].Labels[i]);
                if (!visual) continue;
                places.Add((long)b * length + i);
                sources.Add(next++);
            }
            seen += rows[b].VisualCount;
        }
        return new SplicedBatch(tensor(ids), tensor(mask), tensor(labels), tensor(places.ToArray()), tensor(sources.ToArray()))
        {
            VisualRows = [.. rows.Select(row => row.VisualCount)],
        };
    }

    /// <summary>Visual rows of each sample, those that were cut off included.</summary>
    public required IReadOnlyList<int> VisualRows { get; init; }

    /// <summary>B.</summary>
    public long Count => Ids.shape[0];

    /// <summary>L.</summary>
    public long Length => Ids.shape[1];

    /// <summary>The embeddings that the language model reads.</summary>
    /// <param name="model">Embeds the tokens.</param>
    /// <param name="visual">… × C: the visual rows of all samples, one sample after the other; null when there are no places for any.</param>
    /// <param name="first">
    /// Written into every channel of each row's first embedding, as the released code does with the number of the begin token (stage 3, 8.4); null: the
    /// first token has its own embedding.
    /// </param>
    /// <returns>B × L × C, owned by the caller.</returns>
    /// <exception cref="ArgumentException">Another number of visual rows than of places.</exception>
    public Tensor Embed(LanguageModel model, Tensor? visual, double? first = null)
    {
        var (given, wanted) = (visual is null ? 0 : visual.shape[..^1].Aggregate(1L, (product, size) => product * size), VisualRows.Sum(count => (long)count));
        if (given != wanted)
        {
            throw new ArgumentException(
                $"There are {given} visual rows, but the {Count} prompts have places for {wanted} ({string.Join(", ", VisualRows)}). Each clip or tile needs a placeholder of its own.",
                nameof(visual));
        }
        using var scope = NewDisposeScope();
        var embeddings = model.Embed(Ids); // B L C
        var width = embeddings.shape[2];
        if (visual is not null && Places.shape[0] > 0)
        {
            var rows = visual.view(-1, width).index_select(0, Sources);
            embeddings = embeddings.view(-1, width).index_copy_(0, Places, rows.to(embeddings.dtype)).view(Count, Length, width);
        }
        if (first is { } number) embeddings = cat([full_like(embeddings.narrow(1, 0, 1), number), embeddings.narrow(1, 1, Length - 1)], 1);
        return scope.MoveToOuter(embeddings);
    }

    /// <summary>The same on another device; owned by the caller.</summary>
    public SplicedBatch To(Device device) =>
        new(Ids.to(device), Mask.to(device), Labels.to(device), Places.to(device), Sources.to(device)) { VisualRows = VisualRows };

    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
        Labels.Dispose();
        Places.Dispose();
        Sources.Dispose();
    }
}
