using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>What generation has to know of its prompts besides their embeddings.</summary>
/// <param name="Batch">B, prompts.</param>
/// <param name="Length">L, tokens of each with padding.</param>
/// <param name="NewTokens">How many may follow.</param>
/// <param name="Limit">Why no more.</param>
/// <param name="Ids">B × L int64 where the prompts were given as ids, which the repetition penalty then sees, padding included; null: embeddings.</param>
internal sealed record PromptSpan(int Batch, long Length, int NewTokens, GenerationEnd Limit, Tensor? Ids)
{
    /// <summary>What the repetition penalty sees of some texts.</summary>
    /// <param name="texts">For each its prompt and new tokens, equally many of them.</param>
    /// <param name="device">Where the result is.</param>
    /// <returns>B × n int64, owned by the caller.</returns>
    public Tensor Seen(IReadOnlyList<(int Row, IReadOnlyList<int> New)> texts, Device device)
    {
        using var scope = NewDisposeScope();
        var written = texts.SelectMany(text => text.New).Select(id => (long)id).ToArray();
        var seen = tensor(written, texts.Count, written.Length / texts.Count, dtype: ScalarType.Int64, device: device);
        if (Ids is null) return scope.MoveToOuter(seen);
        var rows = tensor(texts.Select(text => (long)text.Row).ToArray(), dtype: ScalarType.Int64, device: Ids.device);
        return scope.MoveToOuter(cat([Ids.index_select(0, rows).to(device), seen], 1));
    }
}
