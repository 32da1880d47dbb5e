using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>A run repeats itself, continues from disk bit for bit in both sub-stages, hands its model on, and leaves nothing behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class InstructionRunTests
{
    public static TheoryData<string> Phases { get; } = ["connection", "instruction"];

    [Theory]
    [MemberData(nameof(Phases))]
    public void A_run_from_disk_goes_on_as_if_nothing_had_happened(string phase)
    {
        var whole = Train(phase, 7, out var parameters);
        using var folder = new TemporaryFolder();
        var saved = folder.File("run");
        var losses = Train(phase, 3, out _, folder: saved);
        losses.AddRange(Train(phase, 4, out var resumed, resumeFrom: saved));
        Assert.Equal(whole, losses);
        Assert.Equal(parameters, resumed);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void The_number_of_live_tensors_stays_flat(string phase)
    {
        using var data = Data(phase);
        using var run = Run(phase, data);
        run.Trainer.Run(4);
        var before = AloneCollection.SettledTensors();
        run.Trainer.Run(4);
        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    [Fact]
    public void Connection_leaves_the_language_model_alone()
    {
        using var data = Data("connection");
        using var run = Run("connection", data);
        var (spoken, seen) = (Copy(run.Model.Language.parameters()), Copy(run.Model.Vision.parameters()));
        run.Trainer.Run(3);
        Assert.Equal(spoken, Copy(run.Model.Language.parameters()));
        Assert.NotEqual(seen, Copy(run.Model.Vision.parameters()));
    }

    [Fact]
    public void Instruction_tuning_goes_on_with_the_connected_model_and_trains_adapters_alone()
    {
        using var captions = Data("connection");
        using var connection = Run("connection", captions);
        connection.Trainer.Run(3);
        using var model = new VideoChatModel(SmallChat.Options.For(SmallChat.Tokenizers).InstructionModel);

        var report = ChatStart.Connection(model, connection.Model);

        Assert.Equal(Copy(connection.Model.Vision.parameters()), Copy(model.Vision.parameters()));
        Assert.Equal(Copy(connection.Model.Projection.parameters()), Copy(model.Projection.parameters()));
        Assert.All(report.Missing, key => Assert.True(key.Contains(".lora_") || key.Contains("qformer."), key));
        Assert.Empty(report.Unexpected);
        var embeddings = Copy([model.Language.Embed(tensor(new long[] { 5, 6 }))]);
        Assert.Equal(embeddings, Copy([connection.Model.Language.Embed(tensor(new long[] { 5, 6 }))]));

        using var data = Data("instruction");
        using var run = InstructionRun.Instruction(SmallChat.Options, data, SmallChat.Tokenizers, model);
        var adapters = Copy(model.Language.AdapterParameters);
        run.Trainer.Run(3);
        Assert.NotEqual(adapters, Copy(model.Language.AdapterParameters));
        Assert.Equal(embeddings, Copy([model.Language.Embed(tensor(new long[] { 5, 6 }))]));
    }

    [Fact]
    public void A_run_goes_on_over_the_frozen_weights_it_began_with_alone()
    {
        using var folder = new TemporaryFolder();
        var saved = folder.File("run");
        Train("connection", 1, out _, folder: saved);
        using var other = new VideoChatModel(SmallChat.Options.For(SmallChat.Tokenizers).ConnectionModel, Initializer.Seeded(77));
        using var data = Data("connection");
        using var run = InstructionRun.Connection(SmallChat.Options, data, SmallChat.Tokenizers, other);

        Assert.Matches("other options: weights that are not trained [0-9a-f]{16} → weights that are not trained [0-9a-f]{16}", Assert.Throws<RunStateException>(() => run.Trainer.Load(saved)).Message);
    }

    [Fact]
    public void A_model_that_a_run_makes_has_rows_of_the_size_of_words_where_the_options_say_so()
    {
        using var data = Data("connection");
        using var sized = InstructionRun.Connection(SmallChat.Options with { WordSizedRows = true }, data, SmallChat.Tokenizers);
        using var plain = InstructionRun.Connection(SmallChat.Options with { WordSizedRows = false }, data, SmallChat.Tokenizers);

        Assert.Equal(0, sized.Model.Projection.bias!.abs().sum().item<float>());
        Assert.True(plain.Model.Projection.weight.std().item<float>() > 5 * sized.Model.Projection.weight.std().item<float>());
    }

    [Fact]
    public void The_loss_falls()
    {
        var options = SmallChat.Options with
        {
            InstructionTraining = SmallChat.Options.InstructionTraining with { StepsPerEpoch = 60, BaseLearningRate = 5e-3 },
            InstructionPhase = ChatPhase.Instruction with { TrainLanguage = true },
        };
        using var data = new Repeated();
        using var run = InstructionRun.Instruction(options, data, SmallChat.Tokenizers);
        var losses = new List<double>();
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run();
        Assert.True(losses[^5..].Average() < losses[..5].Average() * 0.6, string.Join(" ", losses));
    }

    [Fact]
    public void Refuses_a_model_of_other_sizes()
    {
        using var data = Data("connection");
        using var other = new VideoChatModel(SmallChat.Options.For(SmallChat.Tokenizers).InstructionModel);
        var error = Assert.Throws<ArgumentException>(() => InstructionRun.Connection(SmallChat.Options, data, SmallChat.Tokenizers, other));
        Assert.Contains("another one", error.Message);
    }

    private static List<double> Train(string phase, int steps, out List<float> parameters, string? folder = null, string? resumeFrom = null)
    {
        var losses = new List<double>();
        using var data = Data(phase);
        using var run = Run(phase, data);
        if (resumeFrom is not null) run.Trainer.Load(resumeFrom);
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run(steps, folder);
        parameters = Copy(run.Model.parameters());
        return losses;
    }

    private static SmallChat.Source Data(string phase) =>
        phase == "connection" ? new(MediaType.Video, MediaType.Image) : new(MediaType.Video, MediaType.Image, MediaType.Text);

    private static InstructionRun Run(string phase, IClipSource data) => phase == "connection"
        ? InstructionRun.Connection(SmallChat.Options, data, SmallChat.Tokenizers)
        : InstructionRun.Instruction(SmallChat.Options, data, SmallChat.Tokenizers);

    private static List<float> Copy(IEnumerable<Tensor> parameters) => [.. parameters.SelectMany(parameter => parameter.data<float>().ToArray())];

    private sealed class Repeated : IClipSource
    {
        public int BatchesPerEpoch => 10;

        public DataCursor Cursor { get; set; }

        public string Fingerprint => "one batch";

        public ClipBatch Next(CancellationToken cancellation = default) => SmallChat.Batch(MediaType.Video);

        public void Dispose()
        {
        }
    }
}
