using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>What the golden files do not show of the audio encoder: its draws, its memory, its starting values, its refusals.</summary>
public sealed class AudioEncoderTests
{
    private static readonly AudioEncoderOptions s_small = new()
    {
        PatchWidth = 16,
        Width = 32,
        Depth = 3,
        Heads = 4,
        HiddenWidth = 48,
        Buckets = 24,
        MaxDistance = 20,
        ConvolutionKernel = 8,
        ConvolutionGroups = 4,
    };

    [Fact]
    public void TenSecondsAre248Tokens() => Assert.Equal(248, AudioEncoderOptions.Beats.TokenCount(998, 64));

    [Fact]
    public void ThePooledVectorIsTheMeanOfTheTokens()
    {
        using var encoder = new AudioEncoder(s_small);
        using var scope = NewDisposeScope();
        var output = encoder.forward(Features());

        Assert.Equal([2, 12, 32], output.Tokens.shape);
        Close.Check("pooled", output.Pooled, output.Tokens.mean([1L]), 1e-6);
    }

    [Fact]
    public void FramesAndBandsThatFillNoPatchAreUnseen()
    {
        using var encoder = new AudioEncoder(s_small);
        using var scope = NewDisposeScope();
        var features = Features();

        var more = nn.functional.pad(features, [0, 5, 0, 7], value: 9);

        Assert.True(encoder.forward(features).Tokens.Equals(encoder.forward(more).Tokens));
    }

    [Fact]
    public void PaddingIsNotHeard()
    {
        using var encoder = new AudioEncoder(s_small);
        using var scope = NewDisposeScope();
        var features = Features();
        var padding = zeros(2, 12, dtype: ScalarType.Bool);
        padding[1, 8..] = tensor(true);
        var changed = features.clone();
        changed[1, 64..] = tensor(5f);

        var request = new AudioRequest { Padding = padding };
        var (a, b) = (encoder.call(features, request).Tokens, encoder.call(changed, request).Tokens);

        Close.Check("heard", b[1, ..8], a[1, ..8], 1e-6);
        Close.Check("whole", b[0], a[0], 1e-6);
    }

    [Fact]
    public void LayersAreDroppedByTheGivenDraws()
    {
        using var encoder = new AudioEncoder(s_small with { LayerDrop = 0.5 });
        using var scope = NewDisposeScope();
        var features = Features();
        Tensor Run(ulong seed)
        {
            using var draws = new Generator(seed);
            return encoder.call(features, new AudioRequest { Drops = draws }).Tokens;
        }

        Assert.True(Run(1).Equals(Run(1)));
        Assert.Contains(Enumerable.Range(2, 8), seed => !Run(1).Equals(Run((ulong)seed)));
        Assert.Throws<ArgumentNullException>(() => encoder.call(features, AudioRequest.Default));
        encoder.eval();
        Assert.True(encoder.forward(features).Tokens.Equals(encoder.forward(features).Tokens));
    }

    [Fact]
    public void DropoutIsDrawnEverywhere()
    {
        using var encoder = new AudioEncoder(s_small with { Dropout = 0.1, AttentionDropout = 0.1, HiddenDropout = 0.1, InputDropout = 0.1 });
        using var scope = NewDisposeScope();
        using var draws = new Generator(5);
        var request = new AudioRequest { Drops = draws };

        Assert.False(encoder.call(Features(), request).Tokens.Equals(encoder.call(Features(), request).Tokens));
    }

    [Fact]
    public void GradientsDecayOnTheirWayDown()
    {
        using var scope = NewDisposeScope();
        var x = rand(3, 4).requires_grad_();

        var scaled = GradientScale.Apply(x, 0.6);
        scaled.sum().backward();

        Assert.True(scaled.Equals(x));
        Close.Check("gradient", x.grad!, full([3, 4], 0.6f), 1e-6);
    }

    [Fact]
    public void AttentionInBlocksIsTheSameAndSoAreItsGradients()
    {
        using var scope = NewDisposeScope();
        using var draws = new Generator(7);
        Tensor Random(params long[] shape) => randn(shape, generator: draws).requires_grad_();
        Tensor[] sources = [Random(2, 3, 10, 4), Random(2, 3, 10, 4), Random(2, 3, 10, 4), Random(3, 19), Random(2, 3, 10, 1)];
        var padding = zeros(2, 10, dtype: ScalarType.Bool);
        padding[0, 7..] = tensor(true);
        var inputs = new BiasedAttentionInputs(sources[0], sources[1], sources[2]) { Distances = sources[3], Factor = sources[4], Padding = padding };
        var seed = randn([2, 3, 10, 4], generator: draws);

        var whole = BiasedAttention.Mix(inputs);
        var blocked = BiasedAttention.Mix(inputs, mostScores: 2 * 3 * 10 * 3);

        Close.Check("mixed", blocked, whole, 1e-6);
        var expected = autograd.grad([whole], sources, [seed]);
        var actual = autograd.grad([blocked], sources, [seed]);
        for (var i = 0; i < sources.Length; i++) Close.Check($"gradient {i}", actual[i], expected[i], 1e-5);
    }

    [Fact]
    public void DeepNormStartsSmaller()
    {
        using var encoder = new AudioEncoder(new() { PatchWidth = 64, Width = 256, Depth = 2, Heads = 4, HiddenWidth = 512 }, Initializer.Seeded(1));
        using var scope = NewDisposeScope();
        var gain = Math.Pow(8 * 2, -0.25);
        void Check(string name, double std) => Assert.Equal(std, encoder.get_parameter(name)!.std().item<float>(), 0.03 * std);

        Check("layers.1.attention.query.weight", Math.Sqrt(2.0 / 512));
        Check("layers.1.attention.value.weight", gain * Math.Sqrt(2.0 / 512));
        Check("layers.0.expand.weight", gain * Math.Sqrt(2.0 / 768));
        Check("projection.weight", 0.02);
        Check("convolution.direction", Math.Sqrt(4.0 / (128 * 256)));
        Assert.Equal(1, encoder.get_parameter("layers.0.attention.gateScale")!.min().item<float>());
    }

    [Fact]
    public void WrongInputIsRefusedInWords()
    {
        using var encoder = new AudioEncoder(s_small);
        using var scope = NewDisposeScope();
        void Refuses(string part, Action run) => Assert.Contains(part, Assert.Throws<ArgumentException>(run).Message, StringComparison.Ordinal);

        Refuses("[2, 15, 32]; expected batch × frames × mel bands", () => encoder.forward(zeros(2, 15, 32)));
        Refuses("[48, 32]", () => encoder.forward(zeros(48, 32)));
        Refuses("Float64", () => encoder.forward(zeros(2, 96, 32, dtype: ScalarType.Float64)));
        Refuses("expected Bool [2, 12]", () => encoder.call(Features(), new() { Padding = zeros(2, 5, dtype: ScalarType.Bool) }));
        Refuses("without a single token", () => encoder.call(Features(), new() { Padding = ones(2, 12, dtype: ScalarType.Bool) }));
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioEncoder(s_small with { Heads = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioEncoder(s_small with { NormFirst = true }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioEncoder(s_small with { Buckets = 7 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioEncoder(s_small with { LayerDrop = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioEncoder(s_small with { GradientDecay = 0 }));
    }

    private static Tensor Features()
    {
        using var draws = new Generator(11);
        return randn([2, 96, 32], generator: draws);
    }
}
