using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Features;
using InternVideo2.Layers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Features;

/// <summary>Features are what the encoder says about the views that were asked for, whichever way the clip comes in.</summary>
public sealed class EmbedderTests : IDisposable
{
    private readonly VideoEncoder encoder = SmallEncoder.Create();

    private static string Video => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge", "h264_cfr.mp4");

    public void Dispose() => encoder.Dispose();

    [GoldenTheory("teacher_internvideo2")]
    public void Features_agree_with_the_official_teacher(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = new VideoEncoder(GoldenModels.Encoder(golden.Config), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(model, OfficialKeys.Encoder, golden.ReadAll("w."));
        var clips = golden.Read("in.video");

        golden.Check("out.final", model.Embed(clips, new EmbedOptions { Norm = FeatureNorm.L2 }), 5e-6);
        var layers = GoldenModels.VideoTeacher(golden.Config).Layers.For(model.Options.Depth);
        var tokens = layers.Select(layer => model.Embed(clips, new EmbedOptions { Layer = layer, Pooling = FeaturePooling.Tokens, Norm = FeatureNorm.L2 }));
        golden.Check("out.middle", stack(tokens), 5e-6);
    }

    [Fact]
    public void Every_pooling_is_the_encoders_own_output_seen_its_way()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var frames = SmallEncoder.Frames();
        var output = encoder.call(frames, new EncoderRequest { Layers = [0, 2] });

        Same(output.Pooled!, encoder.Embed(frames));
        Same(output.Layers[0].select(1, 0), encoder.Embed(frames, layer: 0, FeaturePooling.ClassToken));
        Same(output.Layers[0].narrow(1, 1, 36).mean([1]), encoder.Embed(frames, layer: 0, FeaturePooling.TokenMean));
        Same(output.Tokens, encoder.Embed(frames, layer: null, FeaturePooling.Tokens));
        Assert.All(Enum.GetValues<FeaturePooling>(), pooling =>
        {
            var embedder = new Embedder(encoder, new EmbedOptions { Pooling = pooling });
            Assert.Equal([2, .. embedder.Shape], embedder.Embed(frames).shape);
        });
    }

    [Fact]
    public void Path_entry_clip_and_tensor_give_the_same()
    {
        using var scope = NewDisposeScope();
        var embedder = new Embedder(encoder);
        var whole = VideoReader.Read(Video, FrameSelection.All);
        using var views = embedder.Loader.Load(ClipEntry.OfFile(Video), new SeededRandom(9), default);

        var fromPath = encoder.Embed(Video);
        Same(fromPath, embedder.Embed(ClipEntry.OfFile(Video)));
        Same(fromPath, encoder.Embed(whole));
        Same(fromPath, encoder.Embed(views)[0]);
        Assert.Equal(1, fromPath.ndim);
    }

    [Fact]
    public void Views_are_averaged_and_then_brought_to_unit_length()
    {
        using var scope = NewDisposeScope();
        var options = new EmbedOptions { Segments = 2, Crops = 3, Norm = FeatureNorm.L2 };
        using var views = new Embedder(encoder, options).Loader.Load(ClipEntry.OfFile(Video), new SeededRandom(0), default);
        Assert.Equal([6L, 3, 4, 12, 12], views.shape);

        var mean = encoder.Embed(views).mean([0]);
        Close.Check("views", encoder.Embed(Video, options), mean.div(mean.norm()), 1e-6);
    }

    [Fact]
    public void A_training_encoder_is_asked_in_evaluation_mode_and_left_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var dropping = SmallEncoder.Create(SmallEncoder.Options with { DropPath = 0.5 });
        var frames = SmallEncoder.Frames();
        var expected = dropping.Embed(frames);
        dropping.train();

        var features = dropping.Embed(frames);

        Same(expected, features);
        Assert.False(features.requires_grad);
        Assert.True(dropping.training);
    }

    [Fact]
    public void What_cannot_be_asked_for_is_refused_by_name()
    {
        var frames = SmallEncoder.Frames();
        Assert.Contains("0 … 2", Refused(new EmbedOptions { Layer = 3, Pooling = FeaturePooling.ClassToken }));
        Assert.Contains("last block", Refused(new EmbedOptions { Layer = 1 }));
        Assert.Contains(nameof(EmbedOptions.Segments), Refused(new EmbedOptions { Segments = 0 }));
        Assert.Contains("averaged", Refused(new EmbedOptions { Crops = 3, Pooling = FeaturePooling.Tokens }));
        Assert.Throws<ArgumentException>(() => encoder.Embed(frames.narrow(2, 0, 3)));
        Assert.Throws<ClipException>(() => encoder.Embed("there is no such file.mp4"));

        string Refused(EmbedOptions options) => Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Embed(frames, options)).Message;
    }

    private static void Same(Tensor expected, Tensor actual) => Assert.True(expected.eq(actual).all().ToBoolean());
}
