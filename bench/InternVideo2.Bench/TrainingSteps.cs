using InternVideo2.Data;
using InternVideo2.Training;

namespace InternVideo2.Bench;

/// <summary>Whole steps of the project's own training loop, timed by it. Owns what it is given.</summary>
internal sealed class TrainingSteps : IDisposable
{
    private readonly IClipSource _data;
    private readonly RandomStreams _streams = new(0);
    private readonly Trainer _trainer;

    public TrainingSteps(IObjective objective, IClipSource data, TrainerOptions? training = null)
    {
        (Objective, _data) = (objective, data);
        _trainer = new Trainer(objective, data, training ?? Stage1Sizes.Training, _streams);
    }

    public IObjective Objective { get; }

    /// <summary>Milliseconds of each of so many steps.</summary>
    public double[] Run(int steps)
    {
        var times = new List<double>();
        void Note(TrainingProgress progress) => times.Add(progress.Duration.TotalMilliseconds);
        _trainer.StepDone += Note;
        _trainer.Run(steps);
        _trainer.StepDone -= Note;
        return [.. times];
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _streams.Dispose();
        _data.Dispose();
        Objective.Dispose();
    }
}
