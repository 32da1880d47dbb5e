using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Tests.Stage3;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A chat model begins with what earlier stages learned: the parts that fit are taken over, and nothing where one does not.</summary>
public sealed class ChatStartTests
{
    private static readonly Stage3Options Options = SmallChat.Options.For(SmallChat.Tokenizers);

    [Fact]
    public void The_vision_encoder_of_stage_2_without_its_last_block_and_pooling()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("stage2.safetensors");
        using var trained = new VideoEncoder(Options.Vision.Video! with { Depth = 3, PooledWidth = 32 }, Initializer.Seeded(5));
        SafetensorsWriter.Write(path, OfficialKeys.Encoder.State(trained).Select(entry => ("vision_encoder." + entry.Name, entry.Value)));
        using var model = new VideoChatModel(Options.ConnectionModel);

        using var file = Checkpoint.Open(path);
        var report = ChatStart.Vision(model.Vision, file);

        Assert.All(OfficialKeys.Encoder.State(model.Vision.Video!).Zip(OfficialKeys.Encoder.State(trained)), pair => Same(pair.First, pair.Second));
        Assert.All(report.Unexpected, key => Assert.True(key.StartsWith("blocks.2.") || key.StartsWith("clip_projector."), key));
    }

    [Fact]
    public void The_language_model_of_a_folder_while_adapters_keep_their_values()
    {
        using var folder = new TemporaryFolder();
        using var spoken = new LanguageModel(Options.Language, Initializer.Seeded(6));
        PretrainedLanguageModel.Save(folder.Path, spoken);
        using var model = new VideoChatModel(Options.InstructionModel);
        var adapters = Copy(model.Language.AdapterParameters);
        using var ids = tensor(new long[,] { { 5, 6, 7 } });

        ChatStart.Language(model, folder.Path);

        model.eval();
        spoken.eval();
        using var scope = NewDisposeScope();
        Assert.True(model.Language.Words(model.Language.States(model.Language.Embed(ids))).Equals(spoken.Words(spoken.States(spoken.Embed(ids)))));
        Assert.Equal(adapters, Copy(model.Language.AdapterParameters));
    }

    public static TheoryData<string, LanguageModelOptions> OtherLanguages => new()
    {
        { nameof(LanguageModelOptions.RotaryBase), Options.Language with { RotaryBase = 5e5 } },
        { nameof(LanguageModelOptions.Window), Options.Language with { Window = 4 } },
        { nameof(LanguageModelOptions.NormEpsilon), Options.Language with { NormEpsilon = 1e-3 } },
        { nameof(LanguageModelOptions.TiedHead), Options.Language with { TiedHead = !Options.Language.TiedHead } },
    };

    [Theory]
    [MemberData(nameof(OtherLanguages))]
    public void A_language_model_made_with_another_option_is_refused_by_its_name(string member, LanguageModelOptions options)
    {
        using var folder = new TemporaryFolder();
        using var spoken = new LanguageModel(options, Initializer.Seeded(6));
        PretrainedLanguageModel.Save(folder.Path, spoken);
        using var model = new VideoChatModel(Options.InstructionModel);
        var before = Copy(model.Language.parameters());

        Assert.Contains($"LanguageModelOptions.{member}", Assert.Throws<CheckpointException>(() => ChatStart.Language(model, folder.Path)).Message);
        Assert.Equal(before, Copy(model.Language.parameters()));
    }

    [Fact]
    public void Names_of_older_files_and_of_newer_adapter_libraries_are_known()
    {
        using var source = new VideoChatModel(Options.InstructionModel, Initializer.Seeded(7));
        using var folder = new TemporaryFolder();
        var path = folder.File("connection.safetensors");
        SafetensorsWriter.Write(path, OfficialKeys.ChatOf(source).State(source).Select(entry => (Renamed(entry.Name), entry.Value)));
        using var model = new VideoChatModel(Options.InstructionModel);

        using var file = Checkpoint.Open(path);
        var report = ChatStart.Connection(model, file);

        Assert.True(report.IsComplete);
        Assert.Equal(Copy(source.parameters()), Copy(model.parameters()));

        static string Renamed(string key) => key.EndsWith(".ls1") || key.EndsWith(".ls2") ? key + ".gamma" : key.Replace("q_proj.weight", "q_proj.base_layer.weight");
    }

    [Fact]
    public void A_bridge_of_other_sizes_is_refused_and_nothing_changes()
    {
        using var other = new VideoChatModel(Options.ConnectionModel with { QFormer = Options.ConnectionModel.QFormer with { HiddenWidth = 48 } });
        using var model = new VideoChatModel(Options.InstructionModel);
        var before = Copy(model.parameters());

        var error = Assert.Throws<CheckpointMismatchException>(() => ChatStart.Connection(model, other));

        Assert.Contains("qformer.", error.Report.Mismatched[0].Key);
        Assert.Equal(before, Copy(model.parameters()));
    }

    private static void Same((string Name, Tensor Value) left, (string Name, Tensor Value) right)
    {
        Assert.Equal(left.Name, right.Name);
        Assert.True(left.Value.Equals(right.Value), left.Name);
    }

    private static List<float> Copy(IEnumerable<Tensor> parameters) => [.. parameters.SelectMany(parameter => parameter.data<float>().ToArray())];
}
