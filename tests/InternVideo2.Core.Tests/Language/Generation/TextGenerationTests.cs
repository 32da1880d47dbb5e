using InternVideo2.Language;
using InternVideo2.Layers;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Batches answer as if each prompt were alone; streams are the same text; work can be cancelled; what cannot go on is refused.</summary>
[Collection(AloneCollection.Name)]
public sealed class TextGenerationTests : IDisposable
{
    private static readonly GenerationOptions Drawn = GenerationOptions.Chat with { MaxNewTokens = 12, Ends = [2], Seed = 5 };

    private readonly LanguageModel model = new(
        new LanguageModelOptions { VocabularySize = 50, Width = 16, Depth = 2, Heads = 4, KeyHeads = 2, HiddenWidth = 24, MaxPositions = 40 }, Initializer.Seeded(3));

    private readonly Tensor prompts;
    private readonly Tensor mask;

    public TextGenerationTests()
    {
        prompts = randn([2, 6, 16], generator: new Generator(4));
        mask = tensor(new long[] { 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 2, 6);
    }

    public void Dispose()
    {
        model.Dispose();
        prompts.Dispose();
        mask.Dispose();
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public void A_batch_answers_as_if_each_prompt_were_alone(bool sample, int beams)
    {
        var options = Drawn with { Sample = sample, Beams = beams, Returned = beams };
        using var scope = NewDisposeScope();
        var together = TextGeneration.Run(model, prompts, mask, options);
        var first = TextGeneration.Run(model, prompts.narrow(0, 0, 1).narrow(1, 2, 4), null, options);

        Assert.Equal(Texts(first), Texts(together.Take(beams)));
        Assert.Equal(2 * beams, together.Count);
        Assert.All(together, text => Assert.Equal(text.Ids[^1] == 2 ? GenerationEnd.EndToken : GenerationEnd.Length, text.End));
    }

    [Fact]
    public void Another_seed_draws_another_text()
    {
        Assert.Equal(Texts(TextGeneration.Run(model, prompts, mask, Drawn)), Texts(TextGeneration.Run(model, prompts, mask, Drawn)));
        Assert.NotEqual(Texts(TextGeneration.Run(model, prompts, mask, Drawn)), Texts(TextGeneration.Run(model, prompts, mask, Drawn with { Seed = 6 })));
    }

    [Fact]
    public async Task A_stream_is_the_text_token_by_token_with_its_probabilities()
    {
        using var prompt = prompts.narrow(0, 1, 1);
        var whole = TextGeneration.Run(model, prompt, null, GenerationOptions.Greedy with { MaxNewTokens = 8, Alternatives = 3 })[0];
        var streamed = new List<GeneratedToken>();
        await foreach (var token in TextGeneration.Stream(model, prompt, GenerationOptions.Greedy with { MaxNewTokens = 8, Alternatives = 3 })) streamed.Add(token);

        Assert.Equal(whole.Ids, streamed.Select(token => token.Id));
        Assert.Equal(GenerationEnd.Length, streamed[^1].End);
        Assert.All(streamed[..^1], token => Assert.Null(token.End));
        // Greedy: the token itself is the likeliest.
        Assert.All(streamed, token => Assert.Equal((token.Id, token.Probability), (token.Alternatives[0].Id, token.Alternatives[0].Probability)));
        Assert.All(streamed, token => Assert.True(token.Alternatives[1].Probability >= token.Alternatives[2].Probability && token.Alternatives.Count == 3));
    }

    [Fact]
    public async Task Cancelling_or_leaving_a_stream_ends_it_and_frees_everything()
    {
        using var prompt = prompts.narrow(0, 1, 1);
        async Task<int> Read(CancellationTokenSource? source, int leaveAfter)
        {
            var count = 0;
            try
            {
                await foreach (var token in TextGeneration.Stream(model, prompt, GenerationOptions.Greedy with { MaxNewTokens = 30 }, source?.Token ?? default))
                {
                    if (++count == 1) source?.Cancel();
                    if (count == leaveAfter) break;
                }
            }
            catch (OperationCanceledException) when (source is not null)
            {
                return -count;
            }
            return count;
        }
        await Read(null, 3);
        var before = AloneCollection.SettledTensors();
        Assert.Equal(3, await Read(null, 3));
        using var source = new CancellationTokenSource();
        Assert.Equal(-1, await Read(source, 100)); // the second token does not come

        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Nothing_stays_behind(int beams)
    {
        var options = Drawn with { Beams = beams, RepetitionPenalty = 1.2, MinP = 0.01, MinNewTokens = 3 };
        TextGeneration.Run(model, prompts, mask, options);
        var before = AloneCollection.SettledTensors();
        for (var i = 0; i < 3; i++) TextGeneration.Run(model, prompts, mask, options);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => TextGeneration.Run(model, prompts, mask, options, cancelled.Token));

        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    [Fact]
    public void Writing_leaves_the_model_in_its_mode()
    {
        model.train();
        TextGeneration.Run(model, prompts, mask, Drawn);
        Assert.True(model.training);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_batch_that_is_cancelled_after_its_first_tokens_ends_and_frees_everything(int beams)
    {
        var mode = model.training;
        void Write()
        {
            using var source = new CancellationTokenSource();
            var stop = new CancellingStop(source);
            var options = GenerationOptions.Greedy with { MaxNewTokens = 30, Beams = beams, StopSequences = [stop] };
            Assert.ThrowsAny<OperationCanceledException>(() => TextGeneration.Run(model, prompts, mask, options, source.Token));
            // Once for each text, or each candidate, of the first step.
            Assert.InRange(stop.Looks, 1, beams == 1 ? 2 : 2 * 2 * beams);
        }
        Write();
        var before = AloneCollection.SettledTensors();
        Write();
        Assert.Equal(before, AloneCollection.SettledTensors());
        Assert.Equal(mode, model.training);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public void Scores_that_are_no_numbers_are_refused(bool sample, int beams)
    {
        using (no_grad()) model.parameters().First().fill_(float.NaN);
        var error = Assert.Throws<InvalidOperationException>(() => TextGeneration.Run(model, prompts, mask, Drawn with { Sample = sample, Beams = beams }));
        Assert.Contains("no numbers", error.Message);
    }

    [Fact]
    public void Drawn_beams_go_on_from_the_best_that_were_drawn()
    {
        // With four words every one is drawn in the first step; so the two likeliest are what goes on, whatever the order of the draws.
        using var small = new LanguageModel(
            new LanguageModelOptions { VocabularySize = 4, Width = 16, Depth = 1, Heads = 2, HiddenWidth = 24, MaxPositions = 40 }, Initializer.Seeded(3));
        using (no_grad()) foreach (var parameter in small.parameters()) parameter.mul_(3);
        using var prompt = prompts.narrow(0, 1, 1);
        var likely = TextGeneration.Run(small, prompt, null, GenerationOptions.Greedy with { MaxNewTokens = 1, Alternatives = 2 })[0].Tokens[0].Alternatives.Select(word => word.Id);
        var options = GenerationOptions.Greedy with { Sample = true, TopK = 0, Beams = 2, Returned = 2, MaxNewTokens = 2 };
        var written = Enumerable.Range(0, 20).SelectMany(seed => TextGeneration.Run(small, prompt, null, options with { Seed = (ulong)seed }));
        Assert.All(written, text => Assert.Contains(text.Ids[0], likely));
    }

    [Fact]
    public void A_full_context_ends_the_text_and_a_longer_prompt_is_refused()
    {
        using var scope = NewDisposeScope();
        var text = TextGeneration.Run(model, zeros(1, 35, 16), null, GenerationOptions.Greedy)[0];
        Assert.Equal((5, GenerationEnd.Context), (text.Ids.Count, text.End));

        var error = Assert.Throws<ContextLengthException>(() => TextGeneration.Run(model, zeros(1, 40, 16), null, GenerationOptions.Greedy));
        Assert.Contains("40 tokens", error.Message);
        Assert.Contains("40 positions", error.Message);
    }

    [Fact]
    public void Padding_on_the_right_is_refused()
    {
        using var scope = NewDisposeScope();
        var right = tensor(new long[] { 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1 }, 2, 6);
        Assert.Contains("before its tokens", Assert.Throws<ArgumentException>(() => TextGeneration.Run(model, prompts, right, Drawn)).Message);
    }

    [Fact]
    public void An_end_token_of_another_vocabulary_is_refused() =>
        Assert.Contains("0 … 49", Assert.Throws<ArgumentOutOfRangeException>(() => TextGeneration.Run(model, prompts, mask, Drawn with { Ends = [50] })).Message);

    [Fact]
    public void A_stop_sequence_of_another_vocabulary_is_refused_by_its_name() =>
        Assert.Contains("StopSequences is 50", Assert.Throws<ArgumentOutOfRangeException>(() => TextGeneration.Run(model, prompts, mask, Drawn with { StopSequences = [[1, 50]] })).Message);

    /// <summary>A stop sequence that never comes, and cancels when it is first compared with a text.</summary>
    private sealed class CancellingStop(CancellationTokenSource source) : IReadOnlyList<int>
    {
        public int Looks { get; private set; }

        public int Count => 1;

        public int this[int index]
        {
            get
            {
                Looks++;
                source.Cancel();
                return -1;
            }
        }

        public IEnumerator<int> GetEnumerator() => Enumerable.Repeat(1, 1).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static IEnumerable<string> Texts(IEnumerable<GeneratedSequence> texts) => texts.Select(text => string.Join(" ", text.Ids));
}
