using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>All texts of a test, encoded batch by batch. Owns what it keeps.</summary>
/// <param name="model">Used, not owned.</param>
/// <param name="texts">One or more.</param>
/// <param name="batch">Texts in one batch.</param>
/// <param name="maxTokens">The limit of each text.</param>
internal sealed class TextPool(IDualEncoder model, IReadOnlyList<string> texts, int batch, int maxTokens) : IDisposable
{
    private readonly List<EncodedTexts> kept = [];
    private readonly List<int> lengths = [];
    private Tensor? vectors;

    /// <summary>N × D at unit length, once <see cref="Encode"/> has run.</summary>
    public Tensor Vectors => vectors ?? throw new InvalidOperationException($"{nameof(Encode)} has not run.");

    /// <summary>Texts as long as the limit; 0 for models that do not tell lengths.</summary>
    public int AtLimit => lengths.Count(length => length >= maxTokens);

    /// <summary>Encodes all texts.</summary>
    /// <param name="keepStates">Whether <see cref="Pick"/> will be asked.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public void Encode(bool keepStates, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var phase = new PhaseProgress("texts", texts.Count, progress);
        var parts = new List<Tensor>();
        foreach (var chunk in texts.Chunk(batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var encoded = model.EncodeTexts(chunk, maxTokens);
            parts.Add(inner.MoveToOuter(Cosine.Unit(encoded.Vectors)));
            if (encoded.Mask is { } mask) lengths.AddRange(mask.to(ScalarType.Int32).sum(1, type: ScalarType.Int32).cpu().data<int>().ToArray());
            if (keepStates)
            {
                if (encoded.States is null || encoded.Mask is null) throw new InvalidOperationException("A model that matches must give the states and the mask of texts.");
                kept.Add(new(encoded.Vectors.DetachFromDisposeScope(), encoded.States.DetachFromDisposeScope(), encoded.Mask.DetachFromDisposeScope()));
            }
            phase.Add(chunk.Length);
        }
        vectors = scope.MoveToOuter(cat(parts, 0));
    }

    /// <summary>Some texts as one batch, padded to the longest of them. Owned by the caller.</summary>
    public EncodedTexts Pick(IReadOnlyList<int> rows)
    {
        using var scope = NewDisposeScope();
        var longest = rows.Max(row => lengths[row]);
        var groups = rows.Index().GroupBy(row => row.Item / batch).ToList();
        var parts = groups.Select(group => Part(kept[group.Key], [.. group.Select(row => (long)(row.Item % batch))], longest)).ToList();
        // Where in the joined parts each wanted row has come to lie.
        var places = new long[rows.Count];
        foreach (var (place, wanted) in groups.SelectMany(group => group.Select(row => row.Index)).Index()) places[wanted] = place;
        var order = tensor(places, device: Vectors.device);
        var (picked, states, mask) = scope.MoveToOuter(
            Joined(parts.Select(part => part.Vectors), order), Joined(parts.Select(part => part.States!), order), Joined(parts.Select(part => part.Mask!), order));
        return new(picked, states, mask);
    }

    public void Dispose()
    {
        vectors?.Dispose();
        foreach (var encoded in kept) encoded.Dispose();
    }

    private static EncodedTexts Part(EncodedTexts from, long[] rows, int length)
    {
        var index = tensor(rows, device: from.Vectors.device);
        return new(from.Vectors.index_select(0, index), Fit(from.States!.index_select(0, index), length), Fit(from.Mask!.index_select(0, index), length));
    }

    // Padding stands on the right, and its states count for nothing.
    private static Tensor Fit(Tensor rows, int length)
    {
        var own = rows.shape[1];
        if (own >= length) return rows.narrow(1, 0, length);
        long[] missing = [rows.shape[0], length - own, .. rows.shape[2..]];
        return cat([rows, zeros(missing, dtype: rows.dtype, device: rows.device)], 1);
    }

    private static Tensor Joined(IEnumerable<Tensor> parts, Tensor order) => cat([.. parts], 0).index_select(0, order);
}
