using static TorchSharp.torch;

namespace InternVideo2.MediaText;

/// <summary>
/// The contrastive loss of two sets of vectors that come in pairs (stage 2, 7.2): VTC, ATC, AVC and AVTC. Samples of one group are each other's
/// positives and share the target among them.
/// </summary>
public static class Contrast
{
    /// <summary>The loss over the batches of all processes together.</summary>
    /// <param name="media">B × D, of any length.</param>
    /// <param name="texts">B × D, row i belonging to medium i.</param>
    /// <param name="temperature">One value above 0.</param>
    /// <param name="groups">B numbers; equal ones are positives of each other. Null: every sample is alone.</param>
    /// <param name="gather">Gives the rows of the other processes; null: there are none.</param>
    /// <returns>A scalar, owned by the caller; the same in every process, its gradient that of the process's own rows.</returns>
    public static Tensor Loss(Tensor media, Tensor texts, Tensor temperature, long[]? groups = null, IGather? gather = null)
    {
        using var scope = NewDisposeScope();
        gather ??= SingleProcess.Instance;
        var own = groups ?? [.. Enumerable.Range(0, (int)media.shape[0]).Select(i => gather.Rank * media.shape[0] + i)];
        var similarity = Similarity.Of(gather.Rows(media), gather.Rows(texts), temperature);
        return scope.MoveToOuter(Loss(similarity, Targets(gather.Numbers(own), similarity.device)));
    }

    /// <summary>Half the sum of the cross-entropies along the rows and along the columns. At chance it is about ln B.</summary>
    /// <param name="similarity">B × B, media × texts, divided by the temperature.</param>
    /// <param name="targets">B × B, rows sum to 1; symmetric in which are above 0.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Loss(Tensor similarity, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var both = CrossEntropy(similarity, targets).add(CrossEntropy(similarity.t(), targets));
        return scope.MoveToOuter(both.mul(0.5));
    }

    /// <summary>M_ij = 1 where i and j are of one group, each row divided by its sum.</summary>
    /// <param name="groups">B numbers.</param>
    /// <param name="device">Where the result goes.</param>
    /// <returns>B × B float32, owned by the caller.</returns>
    public static Tensor Targets(long[] groups, Device device)
    {
        var targets = new float[groups.Length, groups.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            var share = 1f / groups.Count(group => group == groups[i]);
            for (var j = 0; j < groups.Length; j++) targets[i, j] = groups[i] == groups[j] ? share : 0;
        }
        return tensor(targets, device: device);
    }

    private static Tensor CrossEntropy(Tensor similarity, Tensor targets) => similarity.log_softmax(1).mul(targets).sum().div(-similarity.shape[0]);
}
