using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>What a model holds of the tokens of one step: the probability of the chosen ones, and the likeliest others.</summary>
internal sealed class TokenBeliefs
{
    private readonly int[] ids;
    private readonly float[] chosen;
    private readonly long[] best = [];
    private readonly float[] shares = [];
    private readonly int alternatives;

    /// <param name="scores">B × V logits.</param>
    /// <param name="ids">B chosen tokens.</param>
    /// <param name="alternatives">How many of the likeliest tokens are wanted.</param>
    /// <exception cref="InvalidOperationException">The scores are no numbers.</exception>
    public TokenBeliefs(Tensor scores, int[] ids, int alternatives)
    {
        using var scope = NewDisposeScope();
        this.ids = ids;
        this.alternatives = (int)Math.Min(alternatives, scores.shape[1]);
        var logits = scores.to(ScalarType.Float32);
        var total = logits.logsumexp(1, keepdim: true);
        var places = tensor(ids.Select(id => (long)id).ToArray(), ids.Length, 1, dtype: ScalarType.Int64, device: scores.device);
        chosen = Host<float>(logits.gather(1, places).sub(total).exp());
        DecodingState.CheckNumbers(chosen);
        if (this.alternatives == 0) return;
        var (values, indices) = logits.topk(this.alternatives, 1);
        (best, shares) = (Host<long>(indices), Host<float>(values.sub(total).exp()));
    }

    /// <summary>The token of a row.</summary>
    public GeneratedToken Token(int row, GenerationEnd? end)
    {
        var others = Enumerable.Range(row * alternatives, alternatives).Select(i => new TokenProbability((int)best[i], shares[i]));
        return new GeneratedToken(ids[row], chosen[row], [.. others], end);
    }

    private static T[] Host<T>(Tensor values) where T : unmanaged => values.cpu().contiguous().data<T>().ToArray();
}
