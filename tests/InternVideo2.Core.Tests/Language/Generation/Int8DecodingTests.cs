using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Tokens made with int8 matrices are those of a model whose matrices were rounded the same way; prompts are read with the matrices as they are.</summary>
public sealed class Int8DecodingTests
{
    private static LanguageModelOptions Sizes => DisturbedModel.Sizes;

    public static TheoryData<string, LanguageModelOptions, int> Models => new()
    {
        { "one text", Sizes, 1 },
        { "several texts", Sizes, 3 },
        { "adapters of a shared head, too", Sizes with { Adapter = new LowRankOptions(3, 6, 0.1), AdapterTargets = AdapterTargets.All, TiedHead = true }, 2 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Next_tokens_are_those_of_rounded_matrices(string name, LanguageModelOptions options, int batch)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        using var model = DisturbedModel.Of(options);
        using var plain = DisturbedModel.Of(options);
        using var steps = FusedSteps.For(model);
        DecodingStateTests.AssertFused(steps);
        if (steps is not null) Rounded(plain); // else the option is ignored
        var prompt = randn([batch, 5, options.Width], generator: new Generator(8));
        using var cache = new KeyValueCache(options);
        model.States(prompt, cache: cache);
        using var state = new DecodingState(model, prompt, null, 3, int8: true);
        for (var step = 1; step < 5; step++)
        {
            var ids = Enumerable.Range(0, batch).Select(row => (7 * row + 11 * step) % 53).ToArray();
            state.Append(ids);
            var words = model.Embed(tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(1));
            Close.Check($"{name}, step {step}", state.Scores, plain.Words(plain.States(words, cache: cache).squeeze(1)), 1e-5);
        }
    }

    [Fact]
    public void Copies_are_made_once_and_again_when_weights_change()
    {
        using var model = DisturbedModel.Of(Sizes);
        using var prompt = randn([1, 5, Sizes.Width], generator: new Generator(8));
        IReadOnlyList<int> Written(bool int8) =>
            TextGeneration.Run(model, prompt, null, GenerationOptions.Greedy with { MaxNewTokens = 6, Int8 = int8 })[0].Ids;
        Assert.Equal(Written(false), Written(true));
        var first = model.Rounded();
        if (first.AreOf([.. model.Layers.SelectMany(layer => layer.Matrices).Select(matrix => matrix.Weight), model.Head.Weight])) Assert.Same(first, model.Rounded());
        using (no_grad())
        {
            foreach (var matrix in model.Layers.SelectMany(layer => layer.Matrices)) matrix.Weight.mul_(-0.5);
        }
        Assert.NotSame(first, model.Rounded());
        Assert.Equal(Written(false), Written(true));
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(3, 3)]
    public void More_texts_than_one_call_takes_are_never_rounded_even_when_few_are_left(int prompts, int beams)
    {
        using var model = DisturbedModel.Of(Sizes);
        using var prompt = randn([prompts, 5, Sizes.Width], generator: new Generator(8));
        var greedy = GenerationOptions.Greedy with { MaxNewTokens = 8, Beams = beams, EarlyStopping = EarlyStopping.AtOnce };
        // End tokens that the first text has and another has not.
        var texts = TextGeneration.Run(model, prompt, null, greedy);
        var ends = texts[0].Ids.Take(5).Where(id => texts.Any(text => !text.Ids.Contains(id))).ToArray();
        IEnumerable<string> Written(bool int8) => TextGeneration.Run(model, prompt, null, greedy with { Ends = ends, Int8 = int8 })
            .Select(text => $"{string.Join(' ', text.Tokens.Select(token => $"{token.Id} {token.Probability:R}"))} {text.Score:R}");
        Assert.Equal(Written(false), Written(true));
    }

    [Fact]
    public void A_row_of_zeros_stays_one()
    {
        using var scope = NewDisposeScope();
        using var matrices = new Int8Matrices([tensor(new float[] { 0, 0, -2, 0.5f }, 2, 2)]);
        var (values, scales) = matrices.All[0];
        Assert.Equal([0, 0, -127, 32], values.data<sbyte>().ToArray().Select(value => (int)value));
        Assert.Equal(2f / 127, scales.data<float>()[1], 1e-7f);
    }

    private static void Rounded(LanguageModel model)
    {
        Tensor[] weights = [.. model.Layers.SelectMany(layer => layer.Matrices).Select(matrix => matrix.Weight), model.Head.Weight];
        foreach (var (weight, (values, scales)) in weights.Zip(model.Rounded().All)) weight.copy_(values.to(ScalarType.Float32).mul(scales.unsqueeze(1)));
    }
}
