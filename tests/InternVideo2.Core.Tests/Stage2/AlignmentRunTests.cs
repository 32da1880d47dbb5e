using InternVideo2.Data;
using InternVideo2.Stage2;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>A run repeats itself, continues from disk bit for bit in both phases, hands its model to the next phase, and leaves nothing behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class AlignmentRunTests
{
    public static TheoryData<string> Phases { get; } = ["masked", "unmasked"];

    [Theory]
    [MemberData(nameof(Phases))]
    public void A_run_from_disk_goes_on_as_if_nothing_had_happened(string phase)
    {
        var options = Options(phase);
        var whole = Train(options, 12, out var parameters);
        using var folder = new TemporaryFolder();
        var saved = folder.File("run");
        var losses = Train(options, 5, out _, folder: saved);
        losses.AddRange(Train(options, 7, out var resumed, resumeFrom: saved));
        Assert.Equal(whole, losses);
        Assert.Equal(parameters, resumed);
    }

    [Fact]
    public void The_second_phase_goes_on_with_the_first_ones_model()
    {
        using var data = new SmallCorpora();
        using var first = new AlignmentRun(Options("masked"), data, SmallStage2.Tokenizer);
        var frozen = Copy(first.Model.Audio!.parameters());
        first.Trainer.Run(4);
        Assert.Equal(frozen, Copy(first.Model.Audio!.parameters()));

        using var second = new AlignmentRun(Options("unmasked"), data, SmallStage2.Tokenizer, first.Model);
        var (seen, heard) = (Copy(first.Model.Vision.parameters()), Copy(first.Model.Audio!.parameters()));
        second.Trainer.Run(4);
        Assert.Equal(seen, Copy(second.Model.Vision.parameters()));
        Assert.NotEqual(heard, Copy(second.Model.Audio!.parameters()));
    }

    [Fact]
    public void The_loss_falls()
    {
        using var data = new RepeatedClips(MediaType.AudioVideo);
        var options = SmallStage2.Options with
        {
            Phase = AlignmentPhase.Unmasked with { FreezeVision = false },
            Training = SmallStage2.Options.Training with { BaseLearningRate = 3e-3 },
        };
        using var run = new AlignmentRun(options, data, SmallStage2.Tokenizer);
        var losses = new List<double>();
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run(40);
        Assert.True(losses[^5..].Average() < losses[..5].Average() * 0.9, string.Join(" ", losses));
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void The_number_of_live_tensors_stays_flat(string phase)
    {
        using var data = new SmallCorpora();
        using var run = new AlignmentRun(Options(phase), data, SmallStage2.Tokenizer);
        run.Trainer.Run(8);
        var before = AloneCollection.SettledTensors();
        run.Trainer.Run(8);
        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    private static Stage2Options Options(string phase) =>
        SmallStage2.Options with { Phase = phase == "masked" ? SmallStage2.Options.Phase : AlignmentPhase.Unmasked };

    private static List<double> Train(Stage2Options options, int steps, out List<float> parameters, string? folder = null, string? resumeFrom = null)
    {
        var losses = new List<double>();
        using var data = new SmallCorpora();
        using var run = new AlignmentRun(options, data, SmallStage2.Tokenizer);
        if (resumeFrom is not null) run.Trainer.Load(resumeFrom);
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run(steps, folder);
        parameters = Copy(run.Model.parameters());
        return losses;
    }

    private static List<float> Copy(IEnumerable<Tensor> parameters) => [.. parameters.SelectMany(parameter => parameter.data<float>().ToArray())];
}
