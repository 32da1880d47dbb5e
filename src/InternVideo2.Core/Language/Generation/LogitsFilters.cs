using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// What may be done to the scores of the next token before it is chosen (stage 3, 5.2): B × V in and out, floating point; a removed token has −∞.
/// Results are owned by the caller.
/// </summary>
public static class LogitsFilters
{
    /// <summary>Divides positive scores of tokens that have been seen by the penalty, and multiplies negative ones with it.</summary>
    /// <param name="scores">B × V.</param>
    /// <param name="seen">B × n int64, n may be 0: the tokens of each row; a token that occurs twice counts once.</param>
    /// <param name="penalty">Above 0; above 1 it discourages.</param>
    public static Tensor RepetitionPenalty(Tensor scores, Tensor seen, double penalty)
    {
        using var scope = NewDisposeScope();
        var old = scores.gather(1, seen);
        return scope.MoveToOuter(scores.scatter(1, seen, where(old.lt(0), old.mul(penalty), old.div(penalty))));
    }

    /// <summary>Removes tokens.</summary>
    /// <param name="scores">B × V.</param>
    /// <param name="ids">Which.</param>
    public static Tensor Forbid(Tensor scores, IEnumerable<int> ids)
    {
        using var scope = NewDisposeScope();
        var places = tensor(ids.Select(id => (long)id).ToArray(), dtype: ScalarType.Int64, device: scores.device);
        var kept = scores.clone();
        kept.index_fill_(1, places, double.NegativeInfinity);
        return scope.MoveToOuter(kept);
    }

    /// <summary>Divides all scores.</summary>
    public static Tensor Temperature(Tensor scores, double temperature) => scores.div(temperature);

    /// <summary>Keeps the k largest scores of a row and all that equal the k-th.</summary>
    public static Tensor TopK(Tensor scores, int k)
    {
        using var scope = NewDisposeScope();
        var (largest, _) = scores.topk((int)Math.Min(k, scores.shape[1]), 1);
        return scope.MoveToOuter(scores.masked_fill(scores.lt(largest.narrow(1, largest.shape[1] - 1, 1)), double.NegativeInfinity));
    }

    /// <summary>Drops the least likely tokens of a row while they together have at most 1 − p.</summary>
    /// <param name="scores">B × V.</param>
    /// <param name="p">In (0, 1].</param>
    /// <param name="kept">So many of the likeliest stay in any case. 1 or more.</param>
    public static Tensor TopP(Tensor scores, double p, int kept = 1)
    {
        using var scope = NewDisposeScope();
        var (rising, order) = scores.sort(1);
        var dropped = rising.softmax(1).cumsum(1).le(1 - p);
        kept = (int)Math.Min(kept, dropped.shape[1]);
        dropped.narrow(1, dropped.shape[1] - kept, kept).fill_(false);
        return scope.MoveToOuter(scores.masked_fill(dropped.scatter(1, order, dropped), double.NegativeInfinity));
    }

    /// <summary>Drops tokens less likely than p times the likeliest of their row.</summary>
    /// <param name="scores">B × V.</param>
    /// <param name="p">In [0, 1].</param>
    /// <param name="kept">So many of the likeliest stay in any case. 1 or more.</param>
    public static Tensor MinP(Tensor scores, double p, int kept = 1)
    {
        using var scope = NewDisposeScope();
        var shares = scores.softmax(1);
        var dropped = shares.lt(shares.amax(1).unsqueeze(1).mul(p));
        var (_, likeliest) = scores.topk((int)Math.Min(kept, scores.shape[1]), 1);
        return scope.MoveToOuter(scores.masked_fill(dropped.scatter(1, likeliest, zeros_like(likeliest).to(ScalarType.Bool)), double.NegativeInfinity));
    }
}
