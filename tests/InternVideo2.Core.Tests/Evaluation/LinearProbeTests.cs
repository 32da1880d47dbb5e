using InternVideo2.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Evaluation;

/// <summary>A probe finds what features hold, stays at chance where they hold nothing, and says the same when asked again.</summary>
public sealed class LinearProbeTests
{
    private const int Train = 400, Test = 300, Width = 24;

    private static readonly string[] Colours = ["red", "green", "blue"];

    [Fact]
    public void It_reads_a_factor_off_the_features_and_guesses_the_one_that_is_not_there()
    {
        using var scope = NewDisposeScope();
        var (features, factors) = Clips(Train + Test);
        var scores = Probe(features, factors);

        Assert.Equal(["colour", "hidden"], scores.Select(s => s.Factor));
        Assert.Equal(Colours.Order(StringComparer.Ordinal), scores[0].Classes);
        Assert.True(scores[0].Accuracy.Value > 0.95, $"colour {scores[0].Accuracy}");
        Assert.True(scores[1].Accuracy.Confidence(0.999).Contains(0.5), $"hidden {scores[1].Accuracy}");
        Assert.Equal(1.0 / 3, scores[0].Chance);
        var again = Probe(features, factors);
        Assert.Equal(scores.Select(s => (s.Accuracy, s.Penalty)), again.Select(s => (s.Accuracy, s.Penalty)));
    }

    [Fact]
    public void Scale_and_shift_of_a_feature_do_not_matter_and_a_constant_one_is_ignored()
    {
        using var scope = NewDisposeScope();
        var (features, factors) = Clips(Train + Test);
        var stretched = features * pow(tensor(10.0f), arange(Width) % 5 - 2) + 7;
        stretched.narrow(1, Width - 1, 1).fill_(3);
        features.narrow(1, Width - 1, 1).fill_(0);
        Assert.Equal(Probe(features, factors).Select(s => s.Accuracy), Probe(stretched, factors).Select(s => s.Accuracy));
    }

    [Fact]
    public void A_clip_without_a_factor_is_left_out_of_its_probe_and_a_class_never_shown_counts_as_a_miss()
    {
        using var scope = NewDisposeScope();
        var (features, factors) = Clips(Train + Test);
        foreach (var row in Enumerable.Range(Train, 50)) factors[row].Remove("colour");
        foreach (var row in Enumerable.Range(Train + 50, Test - 50)) factors[row]["colour"] = "never shown";
        Assert.Equal(new Proportion(0, Test - 50), Probe(features, factors)[0].Accuracy);
    }

    [Fact]
    public void Fitting_agrees_with_the_normal_equations_written_out()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1 }, { 2 }, { 3 }, { 6 } });
        var y = tensor(new double[,] { { 0 }, { 1 }, { 1 }, { 2 } });
        // Centred x: −2, −1, 0, 3, variance 3.5; centred y: −1, 0, 0, 1. Slope = Σxy/(Σx² + penalty·N·variance) = 5/(14 + 0.5·4·3.5).
        var fit = new RidgeSystem(x, y).Solve(0.5);
        Assert.Equal(5.0 / 21, fit.Weights[0, 0], 12);
        Assert.Equal(1 - 3 * 5.0 / 21, fit.Offset[0], 12);
    }

    [Fact]
    public void Bad_features_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var (features, factors) = Clips(Train + Test);
        Assert.Contains("clips × channels", Assert.Throws<ArgumentException>(() => LinearProbe.Score(features, factors[..3], features, factors)).Message);
        features[2, 3] = float.NaN;
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => Probe(features, factors)).Message);
    }

    private static IReadOnlyList<ProbeScore> Probe(Tensor features, List<Dictionary<string, string>> factors) =>
        LinearProbe.Score(features.narrow(0, 0, Train), factors[..Train], features.narrow(0, Train, Test), factors[Train..]);

    /// <summary>Noise with the colour in its first three columns; "hidden" is in none.</summary>
    private static (Tensor Features, List<Dictionary<string, string>> Factors) Clips(int count)
    {
        using var generator = new Generator(3);
        var features = randn([count, Width], generator: generator);
        var factors = new List<Dictionary<string, string>>();
        for (var clip = 0; clip < count; clip++)
        {
            factors.Add(new() { ["colour"] = Colours[clip % 3], ["hidden"] = clip * 7 / 5 % 2 == 0 ? "even" : "odd" });
            features.narrow(0, clip, 1).narrow(1, clip % 3, 1).add_(4);
        }
        return (features, factors);
    }
}
