#if SECOND_DEVICE
using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Features;
using InternVideo2.Language;
using InternVideo2.Stage2;
using InternVideo2.Stage3;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using InternVideo2.Tests.Stage2;
using InternVideo2.Tests.Stage3;
using InternVideo2.Video;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Devices;

/// <summary>Models that were moved answer as they did on the CPU.</summary>
[Collection(AloneCollection.Name)]
public sealed class AskingDeviceTests
{
    [Fact]
    public void Features()
    {
        using var encoder = SmallEncoder.Create();
        using var frames = SmallEncoder.Frames(2, 4);
        var embedder = new Embedder(encoder, new EmbedOptions { Pooling = FeaturePooling.TokenMean });
        using var here = embedder.Embed(frames);
        encoder.to(SecondDevice.Device);
        using var there = embedder.Embed(frames);
        Close.Check("features", there, here, 1e-6);
    }

    [Fact]
    public void Media_and_texts_find_each_other()
    {
        using var model = SmallEncoder.Disturbed(SmallStage2.Options.CreateModel());
        using var batch = SmallStage2.Batch(MediaType.AudioVideo);
        using var scope = NewDisposeScope();
        var here = Asked(model, batch);
        model.to(SecondDevice.Device);
        var there = Asked(model, batch);
        Close.Check("similarities", there.Similarity, here.Similarity, 1e-5);
        Close.Check("matching", there.Logits, here.Logits, 1e-5);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    public async Task Answers(int beams, bool sample)
    {
        using var model = new VideoChatModel(SmallChat.Options.For(SmallChat.Tokenizers).InstructionModel);
        SmallEncoder.Disturbed(model);
        model.eval();
        var generation = GenerationOptions.Greedy with { MaxNewTokens = 8, Beams = beams, Sample = sample, Seed = 3 };
        var here = await Said(model, generation);
        model.to(SecondDevice.Device);
        Assert.Equal(here, await Said(model, generation));
    }

    private static (Tensor Similarity, Tensor Logits) Asked(AlignmentModel model, ClipBatch batch)
    {
        var matcher = new AlignmentMatcher(model, SmallStage2.Tokenizer);
        using var media = matcher.EncodeMedia(batch);
        using var texts = matcher.EncodeTexts(batch.Captions["caption"], 12);
        using var attended = matcher.Attend(media);
        using var logits = attended.Logits([0, 1, 2, 3], texts);
        return (media.Vectors.matmul(texts.Vectors.t()).cpu(), logits.cpu());
    }

    private static async Task<string> Said(VideoChatModel model, GenerationOptions generation)
    {
        using var chat = new VideoChat(model, SmallChat.Tokenizers, new VideoChatOptions { Instruction = "", Generation = generation, Transform = new CentreTransform { Size = 28 } });
        var pixels = new byte[8 * 28 * 28 * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 31 % 251);
        using var batch = SmallChat.Batch(MediaType.Video);
        var said = string.Join(" | ", chat.Answer(batch, [new ChatRequest(0, "What moves?"), new ChatRequest(1, "Which color is it?")], CancellationToken.None));
        if (generation.Beams > 1) return said;
        var clip = new VideoClip(pixels, 8, 28, 28, [.. Enumerable.Range(0, 8).Select(i => (double)i)], [.. Enumerable.Range(0, 8)], "noise");
        await foreach (var piece in chat.Ask(clip, "What moves?")) said += piece;
        return said;
    }
}
#endif
