using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Language;
using InternVideo2.Stage3;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>Questions are answered in a batch as they are alone; how probable an answer is agrees with the loss of training; tiles have their rows.</summary>
public sealed class VideoChatExamTests : IDisposable
{
    private static readonly Stage3Options Options = SmallChat.Options.For(SmallChat.Tokenizers);
    private static readonly ChatRequest[] Requests =
    [
        new(0, "What moves?"), new(1, "What moves?") { System = "Look. " }, new(0, "Which color is it?"), new(1, "Which color is it?") { AnswerPrefix = "It is" },
    ];

    private readonly VideoChatModel model = new(Options.InstructionModel);

    public VideoChatExamTests()
    {
        using var guard = no_grad();
        foreach (var parameter in model.parameters()) parameter.mul_(2);
    }

    public void Dispose() => model.Dispose();

    private VideoChat Examinee(bool reads = true) => new(
        model, SmallChat.Tokenizers, VideoChatOptions.Of(Options.Instruction with { QFormerReads = reads }) with { Generation = GenerationOptions.Greedy with { MaxNewTokens = 6 } });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_question_is_answered_in_a_batch_as_alone(bool reads)
    {
        using var batch = SmallChat.Batch(MediaType.Video);
        var examinee = Examinee(reads);
        var together = examinee.Answer(batch, Requests, default);

        Assert.Equal(together, Requests.Select(request => examinee.Answer(batch, [request], default).Single()));
        Assert.Equal("Mistral's form of prompts, greedy, at most 6 tokens, 8 frames", examinee.Protocol);
    }

    [Fact]
    public void Likelihoods_agree_with_the_loss_of_training()
    {
        using var batch = SmallChat.Batch(MediaType.Video);
        ChatRequest[] asked = [new(1, "What moves?")];
        var found = Examinee().Likelihoods(batch, asked, [["a blue circle", "a red star moves left"]], default).Single();

        var script = new InstructionScript(Options.Instruction with { BeginsWithNumber = false }, SmallChat.Tokenizers, model.VisualRows);
        using var objective = new VideoChatObjective(model, script, ChatPhase.Instruction, ownsModel: false);
        model.eval();
        using var text = script.Write([new TrainingPrompt { Turns = [new ClipQuestion("", "What moves?", "a blue circle")] }], [1]);
        using var scope = NewDisposeScope();
        var losses = objective.ComputeFrom(batch.Frames.narrow(0, 1, 1), text, null);
        Assert.Equal(losses.Total.item<float>(), -found[0].Mean, 1e-4);
        Assert.True(found[1].Tokens > found[0].Tokens);
    }

    [Fact]
    public void Likelihoods_are_the_same_in_a_batch_and_alone()
    {
        using var batch = SmallChat.Batch(MediaType.Video);
        IReadOnlyList<string>[] candidates = [["a red star", "a blue circle turns", "It is red."], ["a", "a blue"], ["red"], [" red.", " blue."]];
        var together = Examinee().Likelihoods(batch, Requests, candidates, default);

        foreach (var (request, row) in Requests.Index())
        {
            var alone = Examinee().Likelihoods(batch, [row], [candidates[request]], default).Single();
            Assert.Equal(candidates[request].Count, together[request].Count);
            Assert.All(alone.Zip(together[request]), pair => Assert.Equal(pair.First.Sum, pair.Second.Sum, 1e-3));
            Assert.Equal(alone.Select(likelihood => likelihood.Tokens), together[request].Select(likelihood => likelihood.Tokens));
        }
    }

    [Fact]
    public void Tiles_have_their_own_rows()
    {
        using var plain = SmallChat.Batch(MediaType.Video);
        // The first sample is seen by both clips, the second by the last one alone.
        using var tiled = new ClipBatch(cat([plain.Frames, plain.Frames.narrow(0, 1, 1)], 0), ["one", "two"]) { Media = MediaType.Video, Views = [2, 1] };
        ChatRequest[] second = [new(1, "What moves?")];
        var examinee = Examinee();

        var one = examinee.Likelihoods(plain, second, [["a blue circle"]], default)[0][0];
        Assert.Equal(one.Sum, examinee.Likelihoods(tiled, second, [["a blue circle"]], default)[0][0].Sum, 1e-3);
        Assert.NotEqual(
            examinee.Likelihoods(plain, [new(0, "What moves?")], [["a red star"]], default)[0][0].Sum,
            examinee.Likelihoods(tiled, [new(0, "What moves?")], [["a red star"]], default)[0][0].Sum, 1e-3);
    }
}
