using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// A language model in the middle of some texts: keys and values of all tokens so far, and the scores of the next one. Prompts of different lengths are
/// padded on the left; the texts then grow by a token each in every step. Calls run without gradients.
/// </summary>
internal sealed class DecodingState : IDisposable
{
    private readonly LanguageModel model;
    private readonly KeyValueCache cache;
    private Tensor? mask; // B × capacity, only where some prompt is padded
    private Tensor? positions; // B × 1, of the next token; likewise

    /// <summary>Reads the prompts.</summary>
    /// <param name="model">Borrowed, in evaluation mode.</param>
    /// <param name="embeddings">B × L × C, not kept.</param>
    /// <param name="prompts">B × L, 1 for tokens, 0 for padding on the left; null: no padding.</param>
    /// <param name="newTokens">How many tokens may follow.</param>
    public DecodingState(LanguageModel model, Tensor embeddings, Tensor? prompts, long newTokens)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        this.model = model;
        var (batch, length) = (embeddings.shape[0], embeddings.shape[1]);
        cache = new KeyValueCache(model.Options, length + newTokens);
        if (prompts is not null && IsPadded(prompts)) Pad(prompts.to(embeddings.device), newTokens);
        var seen = mask?.narrow(1, 0, length);
        var states = model.States(embeddings, seen, seen?.cumsum(1).sub(1).mul(seen), cache);
        Scores = Last(states).DetachFromDisposeScope();
    }

    /// <summary>B × V: logits of the next token. Owned by this object, until the next call.</summary>
    public Tensor Scores { get; private set; }

    /// <summary>Adds a token to each text.</summary>
    /// <param name="ids">B of them.</param>
    public void Append(IReadOnlyList<int> ids)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var column = tensor(ids.Select(id => (long)id).ToArray(), ids.Count, 1, dtype: ScalarType.Int64, device: Scores.device);
        var states = model.States(model.Embed(column), mask?.narrow(1, 0, cache.Length + 1), positions, cache);
        positions?.add_(1);
        Scores.Dispose();
        Scores = Last(states).DetachFromDisposeScope();
    }

    /// <summary>Goes on with some texts, in another order, or with one several times. <see cref="Scores"/> are picked too.</summary>
    /// <param name="rows">Numbers of present texts, any number of them.</param>
    public void Pick(IReadOnlyList<int> rows)
    {
        using var frozen = no_grad();
        if (rows.Count == Scores.shape[0] && rows.Index().All(row => row.Index == row.Item)) return;
        using var picked = tensor(rows.Select(row => (long)row).ToArray(), dtype: ScalarType.Int64, device: Scores.device);
        cache.Pick(picked);
        mask = Picked(mask, picked);
        positions = Picked(positions, picked);
        Scores = Picked(Scores, picked)!;
    }

    public void Dispose()
    {
        cache.Dispose();
        mask?.Dispose();
        positions?.Dispose();
        Scores.Dispose();
    }

    private Tensor Last(Tensor states) => model.Words(states.narrow(1, states.shape[1] - 1, 1).squeeze(1));

    private static bool IsPadded(Tensor prompts) => prompts.eq(0).any().ToBoolean();

    private void Pad(Tensor prompts, long newTokens)
    {
        var real = prompts.to(ScalarType.Int64);
        mask = cat([real, ones([real.shape[0], newTokens], dtype: ScalarType.Int64, device: real.device)], 1).DetachFromDisposeScope();
        positions = real.sum(1, keepdim: true).DetachFromDisposeScope();
    }

    private static Tensor? Picked(Tensor? of, Tensor rows)
    {
        var picked = of?.index_select(0, rows);
        of?.Dispose();
        return picked?.DetachFromDisposeScope();
    }
}
