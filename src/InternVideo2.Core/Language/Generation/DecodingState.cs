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
    private readonly FusedSteps? steps;
    private long[] pads; // of each text

    /// <summary>Reads the prompts.</summary>
    /// <param name="model">Borrowed, in evaluation mode.</param>
    /// <param name="embeddings">B × L × C, not kept.</param>
    /// <param name="prompts">B × L, 1 for tokens, 0 for padding on the left; null: no padding.</param>
    /// <param name="newTokens">How many tokens may follow.</param>
    /// <param name="cancellation">Ends the reading before the next layer.</param>
    /// <param name="int8"><see cref="GenerationOptions.Int8"/>.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public DecodingState(
        LanguageModel model, Tensor embeddings, Tensor? prompts, long newTokens, CancellationToken cancellation = default, bool int8 = false)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        this.model = model;
        var (batch, length) = (embeddings.shape[0], embeddings.shape[1]);
        pads = prompts is null ? new long[batch] : [.. prompts.eq(0).sum(1).cpu().data<long>().ToArray()];
        cache = new KeyValueCache(model.Options, length + newTokens);
        steps = FusedSteps.For(model, int8);
        try
        {
            Scores = (steps?.Read(embeddings, cache, pads, cancellation) ?? Last(States(embeddings, cancellation))).DetachFromDisposeScope();
        }
        catch
        {
            cache.Dispose();
            steps?.Dispose();
            throw;
        }
    }

    /// <summary>B × V: logits of the next token. Owned by this object, until the next call.</summary>
    public Tensor Scores { get; private set; }

    /// <summary>Refuses to go on from scores that are no numbers: any token would do as well as any other.</summary>
    /// <param name="shares">For each text a probability, or its logarithm, of one of its tokens: no number where one of the text's scores is none.</param>
    /// <exception cref="InvalidOperationException">One is no number.</exception>
    public static void CheckNumbers(float[] shares)
    {
        if (!Array.Exists(shares, float.IsNaN)) return;
        throw new InvalidOperationException(
            "The scores of the next token are no numbers (NaN or infinite): the model's weights are damaged, its prompt is no number, or a product overflowed. Check the weights and the prompt's embeddings.");
    }

    /// <summary>Adds a token to each text.</summary>
    /// <param name="ids">B of them.</param>
    public void Append(IReadOnlyList<int> ids)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var embeddings = model.Embed(tensor(ids.Select(id => (long)id).ToArray(), ids.Count, 1, dtype: ScalarType.Int64, device: Scores.device));
        var scores = steps?.Logits(embeddings, cache, pads) ?? Last(States(embeddings));
        Scores.Dispose();
        Scores = scores.DetachFromDisposeScope();
    }

    /// <summary>Goes on with some texts, in another order, or with one several times. <see cref="Scores"/> are picked too.</summary>
    /// <param name="rows">Numbers of present texts, any number of them.</param>
    public void Pick(IReadOnlyList<int> rows)
    {
        if (rows.Count == Scores.shape[0] && rows.Index().All(row => row.Index == row.Item)) return;
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var picked = tensor(rows.Select(row => (long)row).ToArray(), dtype: ScalarType.Int64, device: Scores.device);
        cache.Pick(picked);
        pads = [.. rows.Select(row => pads[row])];
        var scores = Scores.index_select(0, picked);
        Scores.Dispose();
        Scores = scores.DetachFromDisposeScope();
    }

    public void Dispose()
    {
        cache.Dispose();
        steps?.Dispose();
        Scores.Dispose();
    }

    private Tensor Last(Tensor states) => model.Words(states.narrow(1, states.shape[1] - 1, 1).squeeze(1));

    private Tensor States(Tensor embeddings, CancellationToken cancellation = default)
    {
        if (pads.All(pad => pad == 0)) return model.States(embeddings, cache: cache, cancellation: cancellation);
        var (past, length) = (cache.Length, embeddings.shape[1]);
        var before = tensor(pads, pads.Length, 1, dtype: ScalarType.Int64, device: embeddings.device);
        var columns = arange(past + length, dtype: ScalarType.Int64, device: embeddings.device).unsqueeze(0);
        // Columns of padding get positions below 0, which nothing sees.
        return model.States(embeddings, columns.ge(before), columns.narrow(1, past, length).sub(before), cache, cancellation: cancellation);
    }
}
