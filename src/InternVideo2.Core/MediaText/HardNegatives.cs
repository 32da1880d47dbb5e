using static TorchSharp.torch;

namespace InternVideo2.MediaText;

/// <summary>Which other medium each text is wrongly paired with, and which other text each medium (stage 2, 7.3).</summary>
/// <param name="MediaForTexts">B: row i is the medium put beside text i.</param>
/// <param name="TextsForMedia">B: row i is the text put beside medium i.</param>
public sealed record Negatives(long[] MediaForTexts, long[] TextsForMedia);

/// <summary>
/// Wrong pairs for the matching losses, from the same batch and process (stage 2, 7.3). The more alike a wrong pair looks, the likelier it is drawn.
/// </summary>
public static class HardNegatives
{
    /// <summary>Whether every sample has one of another group in the batch. Without, there is no wrong pair and no matching loss.</summary>
    public static bool Exist(long[] groups) => groups.Distinct().Skip(1).Any();

    /// <summary>Draws a pair for each text, then for each medium, in proportion to the softmax of the similarity.</summary>
    /// <param name="similarity">B × B, media × texts, divided by the temperature.</param>
    /// <param name="groups">B numbers; samples of one group are no negatives of each other.</param>
    /// <param name="generator">The source of the draws (CPU).</param>
    /// <param name="floor">As for <see cref="Weights"/>.</param>
    /// <exception cref="ArgumentException">All samples are of one group; see <see cref="Exist"/>.</exception>
    public static Negatives Draw(Tensor similarity, long[] groups, Generator generator, double floor = 0)
    {
        using var scope = NewDisposeScope();
        var (media, texts) = Weights(similarity, groups, floor);
        return new Negatives(InProportion(media, groups, generator), InProportion(texts, groups, generator));
    }

    /// <summary>Draws without looking: each sample of another group is equally likely.</summary>
    /// <inheritdoc cref="Draw(Tensor, long[], Generator, double)"/>
    public static Negatives DrawBlindly(long[] groups, Generator generator)
    {
        using var scope = NewDisposeScope();
        Tensor Normals() => empty(groups.Length, groups.Length, dtype: ScalarType.Float32).normal_(0, 1, generator);
        return new Negatives(Largest(Normals(), groups), Largest(Normals(), groups));
    }

    /// <summary>For each row the sample of another group with the largest value.</summary>
    /// <param name="values">B × B float32 on the CPU.</param>
    /// <param name="groups">B numbers.</param>
    public static long[] Largest(Tensor values, long[] groups)
    {
        CheckExist(groups);
        var (all, size) = (Host(values), groups.Length);
        return [.. Enumerable.Range(0, size).Select(i => (long)Enumerable.Range(0, size).Where(j => groups[j] != groups[i]).MaxBy(j => all[i * size + j]))];
    }

    /// <summary>
    /// What the draws are proportional to, row by row: the softmax of the similarity, 0 for samples of the row's own group. Without gradient.
    /// </summary>
    /// <param name="similarity">B × B, media × texts, divided by the temperature.</param>
    /// <param name="groups">B numbers.</param>
    /// <param name="floor">Added to each share, so that every sample of another group may be drawn. 0 in stage 2, 1e-4 in stage 3.</param>
    /// <returns>For the media of texts, and for the texts of media: B × B each, owned by the caller.</returns>
    public static (Tensor Media, Tensor Texts) Weights(Tensor similarity, long[] groups, double floor = 0)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var own = Contrast.Targets(groups, similarity.device).gt(0);
        // 0.01 is what the official code puts where a similarity is no number.
        Tensor Of(Tensor rows) => rows.softmax(1).add(floor).masked_fill(own, 0).nan_to_num(0.01);
        return scope.MoveToOuter(Of(similarity.t()), Of(similarity));
    }

    private static long[] InProportion(Tensor weights, long[] groups, Generator generator)
    {
        CheckExist(groups);
        var (all, size) = (Host(weights), groups.Length);
        using var draws = rand(size, dtype: ScalarType.Float64, generator: generator);
        var uniform = draws.data<double>().ToArray();
        var picked = new long[size];
        for (var row = 0; row < size; row++)
        {
            var others = Enumerable.Range(0, size).Where(j => groups[j] != groups[row]).ToArray();
            var shares = others.Select(j => (double)all[row * size + j]).ToArray();
            // With a low temperature all of them may have come out as 0: then none is likelier than another.
            if (!(shares.Sum() > 0)) Array.Fill(shares, 1);
            picked[row] = others[Place(shares, uniform[row])];
        }
        return picked;
    }

    /// <summary>The place at which the running sum of the shares passes <paramref name="draw"/> of the whole.</summary>
    private static int Place(double[] shares, double draw)
    {
        var rest = draw * shares.Sum();
        for (var i = 0; i < shares.Length; i++)
        {
            rest -= shares[i];
            if (rest < 0) return i;
        }
        return Array.FindLastIndex(shares, share => share > 0);
    }

    private static float[] Host(Tensor values)
    {
        using var host = values.cpu();
        using var packed = host.contiguous();
        return packed.data<float>().ToArray();
    }

    private static void CheckExist(long[] groups)
    {
        if (!Exist(groups)) throw new ArgumentException($"There are no negatives: the {groups.Length} samples of the batch are of one group.", nameof(groups));
    }
}
