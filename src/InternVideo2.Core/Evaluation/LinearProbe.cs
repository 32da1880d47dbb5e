using InternVideo2.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>
/// Asks what frozen features know: for each factor of the clips ("shape", "motion", …) a linear classifier is fitted on some clips and scored on
/// others. Ridge regression on one-hot targets, features standardised, the penalty chosen on a validation part of the training clips.
/// No draw but the seeded split: equal features give equal scores.
/// </summary>
public static class LinearProbe
{
    /// <summary>One score for each factor that training clips name, in ordinal order of the names.</summary>
    /// <param name="train">N × D features of the clips to fit on; stay the caller's.</param>
    /// <param name="trainFactors">The factors of each of these clips; a clip that does not name a factor is left out of that factor's probe.</param>
    /// <param name="test">M × D features of the held-out clips; stay the caller's.</param>
    /// <param name="testFactors">The factors of each of those.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">Features and factors differ in number, features are not finite, or too few clips name a factor.</exception>
    public static IReadOnlyList<ProbeScore> Score(
        Tensor train, IReadOnlyList<IReadOnlyDictionary<string, string>> trainFactors,
        Tensor test, IReadOnlyList<IReadOnlyDictionary<string, string>> testFactors,
        LinearProbeOptions? options = null)
    {
        options ??= new LinearProbeOptions();
        options.Validate();
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var (fitOn, scoreOn) = (Checked(train, trainFactors.Count, nameof(train)), Checked(test, testFactors.Count, nameof(test)));
        if (fitOn.shape[1] != scoreOn.shape[1])
            throw new ArgumentException($"The features to fit on have {fitOn.shape[1]} columns, those to score on {scoreOn.shape[1]}.", nameof(test));
        var names = trainFactors.SelectMany(factors => factors.Keys).Distinct().Order(StringComparer.Ordinal);
        return [.. names.Select(name => ScoreOne(name, fitOn, trainFactors, scoreOn, testFactors, options))];
    }

    private static ProbeScore ScoreOne(
        string factor, Tensor train, IReadOnlyList<IReadOnlyDictionary<string, string>> trainFactors,
        Tensor test, IReadOnlyList<IReadOnlyDictionary<string, string>> testFactors, LinearProbeOptions options)
    {
        using var scope = NewDisposeScope();
        string[] classes = [.. trainFactors.Where(f => f.ContainsKey(factor)).Select(f => f[factor]).Distinct().Order(StringComparer.Ordinal)];
        var known = Labelled(factor, classes, train, trainFactors);
        var asked = Labelled(factor, classes, test, testFactors);
        var held = (int)(options.ValidationShare * known.Count);
        if (held < 1 || asked.Count < 1)
        {
            throw new ArgumentException(
                $"The factor '{factor}' is named by {known.Count} clips to fit on and {asked.Count} to score on: too few. Give more clips, or leave the factor out.");
        }
        var order = new SeededRandom(options.Seed, SeededRandom.Stream("linear probe")).Permutation(known.Count);
        var (choosing, fitting) = (known.At(order[..held]), known.At(order[held..]));

        var part = new RidgeSystem(fitting.Features, fitting.OneHot(classes.Length));
        // Of equally good penalties the largest: the simplest map that does as well.
        var penalty = options.Penalties.MaxBy(p => (choosing.Hits(part.Solve(p)), p));
        var whole = new RidgeSystem(known.Features, known.OneHot(classes.Length));
        return new ProbeScore(factor, new Proportion(asked.Hits(whole.Solve(penalty)), asked.Count), classes, penalty);
    }

    private static LabelledRows Labelled(string factor, string[] classes, Tensor features, IReadOnlyList<IReadOnlyDictionary<string, string>> factors)
    {
        int[] rows = [.. Enumerable.Range(0, factors.Count).Where(row => factors[row].ContainsKey(factor))];
        // A class that was never shown gets −1, which no answer equals.
        return new LabelledRows(features, [.. factors.Select(f => f.TryGetValue(factor, out var label) ? Array.IndexOf(classes, label) : -1)]).At(rows);
    }

    private static Tensor Checked(Tensor features, int clips, string name)
    {
        if (features.ndim != 2 || features.shape[0] != clips)
            throw new ArgumentException($"The features are [{string.Join(", ", features.shape)}] for {clips} clips; they must be clips × channels.", name);
        var values = features.detach().cpu().to(ScalarType.Float64);
        // NaN and infinity survive a multiplication by zero.
        if (values.numel() > 0 && values.mul(0).sum().ToDouble() != 0)
            throw new ArgumentException("The features hold NaN or infinity. Look at the network they come from.", name);
        return values;
    }

    /// <summary>Features and class numbers of the same clips. In the surrounding scope.</summary>
    private sealed record LabelledRows(Tensor Features, int[] Labels)
    {
        public int Count => Labels.Length;

        public LabelledRows At(int[] rows)
        {
            using var index = tensor(rows.Select(row => (long)row).ToArray(), dtype: ScalarType.Int64);
            return new LabelledRows(Features.index_select(0, index), [.. rows.Select(row => Labels[row])]);
        }

        public Tensor OneHot(int classes)
        {
            var targets = new double[Count, classes];
            foreach (var (row, label) in Labels.Index()) targets[row, label] = 1;
            return tensor(targets);
        }

        /// <summary>How many rows have their highest score at their own class.</summary>
        public int Hits(RidgeFit fit)
        {
            using var scope = NewDisposeScope();
            var answers = fit.Scores(Features).argmax(1).data<long>().ToArray();
            return answers.Zip(Labels).Count(pair => pair.First == pair.Second);
        }
    }
}
