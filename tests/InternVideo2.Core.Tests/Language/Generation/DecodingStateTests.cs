using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Token by token, with cache and in one native call where there is one, a model says what it says of the whole text at once.</summary>
public sealed class DecodingStateTests
{
    private static LanguageModelOptions Sizes => DisturbedModel.Sizes;

    public static TheoryData<string, LanguageModelOptions, int> Models => new()
    {
        { "shared key heads", Sizes, 1 },
        { "several texts", Sizes, 3 },
        { "more texts than one call takes", Sizes, 9 },
        { "window", Sizes with { Window = 4 }, 2 },
        { "adapters", Sizes with { Adapter = new LowRankOptions(3, 6, 0.1), AdapterTargets = AdapterTargets.All }, 2 },
        { "adapter of a shared head", Sizes with { Adapter = new LowRankOptions(3, 6, 0.1), AdapterTargets = AdapterTargets.All, TiedHead = true }, 2 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Token_by_token_is_the_whole_text(string name, LanguageModelOptions options, int batch)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        using var model = DisturbedModel.Of(options);
        var pads = Enumerable.Range(0, batch).Select(row => (long)(row % 3)).ToArray();
        var prompts = randn([batch, 5, options.Width], generator: new Generator(8));
        var mask = arange(5).unsqueeze(0).ge(tensor(pads).unsqueeze(1)).to(ScalarType.Int64);
        using var state = new DecodingState(model, prompts, mask, 3); // and more follow than there is room for
        for (var step = 0; step < 6; step++)
        {
            if (step > 0)
            {
                var ids = Enumerable.Range(0, batch).Select(row => (7 * row + 11 * step) % 53).ToArray();
                state.Append(ids);
                prompts = cat([prompts, model.Embed(tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(1))], 1);
            }
            for (var row = 0; row < batch; row++)
            {
                var alone = prompts.narrow(0, row, 1).narrow(1, pads[row], prompts.shape[1] - pads[row]);
                var states = model.States(alone);
                Close.Check($"{name}, step {step}, text {row}", state.Scores[row], model.Words(states[0, -1]), 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 2)]
    [InlineData(130, 2)] // the window of a late token begins in a later block
    public void Long_prompts_read_in_parts_are_the_whole_text(int? window, int batch)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var options = Sizes with { Window = window, MaxPositions = 1024 };
        using var model = DisturbedModel.Of(options);
        using var steps = FusedSteps.For(model);
        AssertFused(steps);
        using var cache = new KeyValueCache(options, 20);
        long[] pads = [.. Enumerable.Range(0, batch).Select(row => 110L * row)]; // more than a block of queries
        var prompts = randn([batch, 420, options.Width], generator: new Generator(8));
        foreach (var (begin, end) in new[] { (0, 290), (290, 291), (291, 308), (308, 420) })
        {
            var part = prompts.narrow(1, begin, end - begin);
            var columns = arange(end).unsqueeze(0).sub(tensor(pads).unsqueeze(1));
            var fused = steps?.Read(part, cache, pads);
            AssertFused(fused);
            var scores = fused ?? model.Words(model.States(part, columns.ge(0), columns.narrow(1, begin, end - begin), cache).select(1, -1));
            Assert.Equal(end, cache.Length);
            for (var row = 0; row < batch; row++)
            {
                var states = model.States(prompts.narrow(0, row, 1).narrow(1, pads[row], end - pads[row]));
                Close.Check($"window {window}, {end} tokens, text {row}", scores[row], model.Words(states[0, -1]), 1e-5);
            }
        }
    }

    /// <summary>With this repository's own tensors the native calls must be there, or their test tests nothing.</summary>
    internal static void AssertFused(object? native)
    {
#if OWN_TORCH
        Assert.NotNull(native);
#endif
    }

    [Fact]
    public void Reading_a_prompt_can_be_cancelled()
    {
        using var scope = NewDisposeScope();
        using var model = DisturbedModel.Of(Sizes);
        model.train();
        var prompt = randn([1, 5, Sizes.Width], generator: new Generator(9));
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => new DecodingState(model, prompt, null, 4, cancelled));
        Assert.Throws<OperationCanceledException>(() => model.States(prompt, cancellation: cancelled));
        Assert.Throws<OperationCanceledException>(() => TextGeneration.Run(model, prompt, null, GenerationOptions.Greedy, cancelled));
        Assert.True(model.training);
    }

    [Fact]
    public void Merged_adapters_say_the_same()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        using var model = DisturbedModel.Of(Sizes with { Adapter = new LowRankOptions(3, 6, 0.1), AdapterTargets = AdapterTargets.All });
        var prompt = randn([1, 5, Sizes.Width], generator: new Generator(9));
        Tensor Said()
        {
            using var state = new DecodingState(model, prompt, null, 4);
            state.Append([7]);
            return state.Scores.clone();
        }
        var apart = Said();
        model.Merge();
        Close.Check("merged", Said(), apart, 1e-5);
    }
}
