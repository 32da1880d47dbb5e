using InternVideo2.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>One arm in training: the one training loop, with batches and teachers' answers handed in from outside. Does not own the objective.</summary>
internal sealed class ArmTraining<TShared> : IDisposable
    where TShared : IDisposable
{
    private readonly IArmObjective<TShared> _objective;
    private readonly HandedLessons _lessons;
    private readonly RandomStreams _random;
    private readonly Trainer _trainer;

    public ArmTraining(AblationArm arm, IArmObjective<TShared> objective, IAblationTrial<TShared> trial, string recipe)
    {
        (Arm, _objective) = (arm, objective);
        _lessons = new HandedLessons(objective, trial.Data);
        _random = new RandomStreams(trial.Training.Seed);
        _trainer = new Trainer(_lessons, _lessons, trial.Training, _random, recipe: recipe);
        Progress = new ArmProgress(arm.Name, double.NaN, [], null);
    }

    public AblationArm Arm { get; }

    public ArmProgress Progress { get; private set; }

    public long Step => _trainer.Step;

    public long Steps => _trainer.Steps;

    /// <summary>Why this arm ended early; null if it did not.</summary>
    public string? Stopped
    {
        get => Progress.Stopped;
        set => Progress = value is null ? Progress : Progress with { Stopped = value, Loss = double.NaN };
    }

    /// <summary>One step on a lesson. A loss or gradient that is not finite stops this arm, with the weights of the step before.</summary>
    public void Learn(SharedLesson<TShared> lesson)
    {
        _lessons.Lesson = lesson;
        try
        {
            _trainer.Run(1, progress: new Listener(this));
        }
        catch (NonFiniteException e)
        {
            Stopped = e.Message;
        }
        finally
        {
            _lessons.Lesson = null;
        }
    }

    public void Save(string folder) => _trainer.Save(folder);

    public void Load(string folder) => _trainer.Load(folder);

    public IEnumerable<(string Name, Tensor Weights)> Weights() => _objective.NamedParameters().Select(p => (p.Name, (Tensor)p.Parameter));

    public void Dispose()
    {
        _trainer.Dispose();
        _random.Dispose();
    }

    private sealed class Listener(ArmTraining<TShared> arm) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => arm.Progress = arm.Progress with { Loss = value.Loss, Terms = value.Terms };
    }

    /// <summary>Source and objective of the loop: both give what was handed in.</summary>
    private sealed class HandedLessons(IArmObjective<TShared> objective, IClipSource data) : IObjective, IClipSource
    {
        public SharedLesson<TShared>? Lesson { get; set; }

        public nn.Module Model => objective.Model;

        public IReadOnlySet<string> NoDecayNames => objective.NoDecayNames;

        public int BatchesPerEpoch => data.BatchesPerEpoch;

        // The place in the data is the ablation's business, and saved by it.
        public DataCursor Cursor { get; set; }

        public string Fingerprint => data.Fingerprint;

        public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => objective.NamedParameters();

        public Losses Compute(ClipBatch batch, RandomStreams random) => objective.Compute(batch, Lesson!.Shared, random);

        // The tensors under other handles, because the loop disposes its batch and the other arms still need them.
        public ClipBatch Next(CancellationToken cancellation) => Lesson!.Batch.Alias();

        public void Dispose()
        {
        }
    }
}
