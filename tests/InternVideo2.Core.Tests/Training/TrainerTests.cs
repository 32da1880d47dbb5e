using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The loop reports what it does, learns, stops when asked to or when numbers go wrong, and leaves nothing behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class TrainerTests
{
    [Fact]
    public void Every_step_is_reported()
    {
        using var run = new ToyRun();
        var events = new List<long>();
        run.Trainer.StepDone += p => events.Add(p.Step);

        run.Run();

        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), run.Reports.Select(r => r.Step));
        Assert.Equal(run.Reports.Select(r => r.Step), events);
        var schedule = ToyRun.Options.LearningRateSchedule(4);
        Assert.All(run.Reports, r =>
        {
            Assert.Equal(20, r.Steps);
            Assert.Equal(r.Step / 4.0, r.Epoch);
            Assert.Equal(schedule[r.Step - 1], r.LearningRate);
            Assert.Equal(["near", "far"], r.Terms.Select(t => t.Name));
            Assert.Equal(r.Terms[0].Value + 2 * r.Terms[1].Value, r.Loss, 5);
            Assert.True(r.GradientNorm > 0);
            Assert.Equal(2, r.Clips);
        });
        Assert.Equal(TimeSpan.Zero, run.Reports[^1].Remaining);
        Assert.True(run.Reports[5].ClipsPerSecond > 0 && run.Reports[5].Remaining > TimeSpan.Zero);
    }

    [Fact]
    public void The_loss_falls()
    {
        using var run = new ToyRun(ToyRun.Options with { Epochs = 50 });

        run.Run();

        Assert.True(run.Losses.TakeLast(20).Average() < 0.7 * run.Losses.Take(5).Average());
    }

    [Fact]
    public void Running_in_pieces_is_running_at_once()
    {
        using var whole = new ToyRun();
        whole.Run();

        using var pieces = new ToyRun();
        pieces.Run(7);
        pieces.Run(0);
        pieces.Run(6);
        pieces.Run(100);

        Assert.Equal(20, pieces.Trainer.Step);
        Assert.Equal(whole.Losses, pieces.Losses);
        pieces.AssertSameWeights(whole);
    }

    [Fact]
    public void Cancellation_loses_nothing()
    {
        using var whole = new ToyRun();
        whole.Run();

        using var stopped = new ToyRun();
        using var source = new CancellationTokenSource();
        stopped.Trainer.StepDone += p =>
        {
            if (p.Step == 3)
            {
                source.Cancel();
            }
        };
        Assert.ThrowsAny<OperationCanceledException>(() => stopped.Run(cancellation: source.Token));
        Assert.Equal(3, stopped.Trainer.Step);
        stopped.Run();

        Assert.Equal(whole.Losses, stopped.Losses);
        stopped.AssertSameWeights(whole);
    }

    [Fact]
    public void Cancellation_while_waiting_for_data_loses_nothing()
    {
        using var whole = new ToyRun();
        whole.Run();

        using var stopped = new ToyRun();
        using var source = new CancellationTokenSource();
        stopped.Data.BeforeBatch = (made, cancellation) =>
        {
            if (made == 5)
            {
                source.Cancel();
                cancellation.ThrowIfCancellationRequested();
            }
        };
        Assert.ThrowsAny<OperationCanceledException>(() => stopped.Run(cancellation: source.Token));
        Assert.Equal(5, stopped.Trainer.Step);
        stopped.Run();

        Assert.Equal(whole.Losses, stopped.Losses);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_before_the_update_and_is_named()
    {
        using var whole = new ToyRun();
        whole.Run();

        using var run = new ToyRun();
        run.Run(4);
        var weights = run.Weights();
        run.Objective.Spoil = total => total * float.NaN;

        var error = Assert.Throws<NonFiniteException>(() => run.Run());

        Assert.Equal(5, error.Step);
        Assert.Contains("'total' is NaN", error.Message);
        Assert.Contains("clip 1.0", error.Message);
        Assert.Equal(weights["hidden.weight"], run.Weights()["hidden.weight"]);
        Assert.Equal(4, run.Trainer.Step);

        // The draws and the data were put back: from here on everything is as if nothing had happened.
        run.Objective.Spoil = total => total;
        run.Run();
        Assert.Equal(whole.Losses, run.Losses);
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_a_state_to_go_on_from()
    {
        using var folder = new TemporaryFolder();
        using var run = new ToyRun();
        run.Run(3);
        run.Objective.Spoil = total => total * float.NaN;
        Assert.Throws<NonFiniteException>(() => run.Run(folder: folder.Path));

        using var resumed = new ToyRun(modelSeed: 2);
        resumed.Trainer.Load(folder.Path);

        Assert.Equal(3, resumed.Trainer.Step);
        resumed.AssertSameWeights(run);
    }

    [Fact]
    public void Frames_that_are_not_finite_are_named_by_their_clip()
    {
        using var run = new ToyRun(data: new ToySource { Spoil = frames => frames[1, 2, 0, 1, 0] = float.PositiveInfinity });

        var error = Assert.Throws<NonFiniteException>(() => run.Run());

        Assert.Contains("frames of the clip 'clip 0.1'", error.Message);
        Assert.False(error.InWeights);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_named_and_not_saved()
    {
        using var folder = new TemporaryFolder();
        using var run = new ToyRun();
        run.Run(2, folder.Path);
        using (TorchSharp.torch.no_grad())
        {
            run.Objective.NamedParameters().Single(p => p.Name == "hidden.weight").Parameter[2, 3] = float.NaN;
        }

        var error = Assert.Throws<NonFiniteException>(() => run.Run(folder: folder.Path));

        Assert.Contains("parameter 'hidden.weight'", error.Message);
        using var resumed = new ToyRun(modelSeed: 2);
        resumed.Trainer.Load(folder.Path);
        Assert.Equal(2, resumed.Trainer.Step);
        Assert.All(resumed.Weights()["hidden.weight"], value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_named_by_its_parameter()
    {
        using var run = new ToyRun();
        var head = run.Objective.NamedParameters().Single(p => p.Name == "head.weight").Parameter;
        run.Objective.Spoil = total => total + (head * 0).abs().sqrt().sum();

        var error = Assert.Throws<NonFiniteException>(() => run.Run());

        Assert.Contains("'head.weight'", error.Message);
    }

    [Fact]
    public void Gradients_are_clipped_to_the_norm()
    {
        using var free = new ToyRun(ToyRun.Options with { ClipNorm = 0 });
        free.Run(1);
        using var clipped = new ToyRun(ToyRun.Options with { ClipNorm = 0.01 });
        clipped.Run(1);

        // What is reported is the norm before clipping.
        Assert.Equal(free.Reports[0].GradientNorm, clipped.Reports[0].GradientNorm);
        double Norm(ToyRun run) => Math.Sqrt(run.Objective.NamedParameters().Sum(p => p.Parameter.grad!.data<float>().ToArray().Sum(v => (double)v * v)));
        Assert.Equal(free.Reports[0].GradientNorm, Norm(free), 5);
        Assert.Equal(0.01, Norm(clipped), 5);
    }

    [Fact]
    public void The_batch_size_must_be_that_of_the_options()
    {
        using var run = new ToyRun(ToyRun.Options with { BatchSize = 4 });

        var error = Assert.Throws<ArgumentException>(() => run.Run());

        Assert.Contains("batch of 2", error.Message);
    }

    [Fact]
    public void Invalid_options_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ToyRun(ToyRun.Options with { Beta1 = 2 }));

    [Fact]
    public void The_number_of_live_tensors_is_flat()
    {
        using var run = new ToyRun(ToyRun.Options with { Epochs = 100 });
        run.Run(5);
        var before = AloneCollection.SettledTensors();

        run.Run(50);

        // Fewer is possible: what earlier tests left may be collected late.
        Assert.InRange(AloneCollection.SettledTensors(), 0, before);
    }
}
