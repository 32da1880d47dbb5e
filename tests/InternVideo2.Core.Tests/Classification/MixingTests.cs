using System.Text.Json;
using InternVideo2.Classification;
using InternVideo2.Data;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Classification;

/// <summary>Clips and labels are mixed as in the official code, with the distributions that it says, from a seed.</summary>
public sealed class MixingTests
{
    [GoldenTheory("mixup")]
    public void Mixed_clips_labels_and_loss_are_the_official_ones(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var (video, labels, logits) = (golden.Read("in.video"), golden.Read("in.label"), golden.Read("in.logits"));
        var (height, width) = ((int)video.shape[3], (int)video.shape[4]);
        var kinds = golden.Config.EnumerateObject().Where(kind => kind.Value.ValueKind == JsonValueKind.Object).ToList();
        Assert.NotEmpty(kinds);
        Assert.All(kinds, kind =>
        {
            var drawn = kind.Value.GetProperty("lam_drawn").GetDouble();
            var box = kind.Value.GetProperty("bbox_yl_yh_xl_xh");
            var b = box.ValueKind == JsonValueKind.Null ? [] : box.EnumerateArray().Select(v => v.GetInt32()).ToArray();
            var mixing = b.Length == 0 ? new Mixing(drawn, null) : Mixing.Pasting(new MixBox(b[0], b[1], b[2], b[3]), height, width);

            golden.Check($"out.{kind.Name}.video", mixing.Apply(video), 1e-6);
            var targets = mixing.Targets(labels, golden.Int("num_classes"), golden.Number("label_smoothing"));
            golden.Check($"out.{kind.Name}.target", targets, 1e-6);
            golden.Check($"out.{kind.Name}.soft_target_ce", nn.functional.cross_entropy(logits, targets), 1e-6);
        });
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(3)]
    public void Lambda_has_the_mean_and_variance_of_a_beta_distribution(double alpha)
    {
        var random = new SeededRandom(5);
        var options = new MixingOptions { MixupAlpha = alpha, CutMixAlpha = 0 };
        var lambdas = Enumerable.Range(0, 20000).Select(_ => Mixing.Draw(options, 8, 8, random).Lambda).ToArray();

        var variance = 1 / (4 * (2 * alpha + 1));
        Assert.Equal(0.5, lambdas.Average(), 0.012);
        Assert.Equal(variance, lambdas.Average(l => (l - 0.5) * (l - 0.5)), 0.05 * variance);
    }

    [Fact]
    public void Half_of_the_batches_are_cut_and_lambda_is_what_stays()
    {
        var random = new SeededRandom(1);
        var mixings = Enumerable.Range(0, 2000).Select(_ => Mixing.Draw(new MixingOptions(), 20, 30, random)).ToList();
        var cut = mixings.Where(m => m.Box is not null).ToList();

        Assert.InRange(cut.Count, 900, 1100);
        Assert.All(cut, m => Assert.Equal(1 - (m.Box!.Value.Area / 600.0), m.Lambda));
        Assert.All(cut, m => Assert.True(m.Box is { Top: >= 0, Left: >= 0, Bottom: <= 20, Right: <= 30 }));
        Assert.All(mixings, m => Assert.InRange(m.Lambda, 0, 1));
    }

    [Fact]
    public void Equal_seeds_mix_alike() =>
        Assert.Equal(Mixing.Draw(new MixingOptions(), 9, 9, new SeededRandom(3)), Mixing.Draw(new MixingOptions(), 9, 9, new SeededRandom(3)));

    [Fact]
    public void Without_mixing_only_labels_are_smoothed()
    {
        using var scope = NewDisposeScope();
        var clips = rand([3, 3, 2, 4, 4]);
        Assert.Same(Mixing.Nothing, Mixing.Draw(MixingOptions.None, 4, 4, new SeededRandom(0)));
        Close.Check("clips", Mixing.Nothing.Apply(clips), clips, 0);
        var targets = Mixing.Nothing.Targets(tensor(new long[] { 0, 2, 2 }), 4, 0.2);
        Close.Check("targets", targets, tensor(new[] { .85f, .05f, .05f, .05f, .05f, .05f, .85f, .05f, .05f, .05f, .85f, .05f }).view(3, 4), 1e-6);
    }
}
