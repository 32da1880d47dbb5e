using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>A trainer with a toy objective and toy data, and what came out of it.</summary>
internal sealed class ToyRun : IProgress<TrainingProgress>, IDisposable
{
    public static readonly TrainerOptions Options = new()
    {
        Epochs = 5,
        BatchSize = ToySource.BatchSize,
        Scaling = LearningRateScaling.None,
        BaseLearningRate = 0.05,
        MinLearningRate = 0.001,
        WarmupSteps = 3,
        WeightDecayEnd = 0.2,
        CheckpointEvery = 0,
        Seed = 9,
    };

    public ToyRun(TrainerOptions? options = null, ulong modelSeed = 1, ToySource? data = null, int defaultSeed = 4, string recipe = "")
    {
        random.manual_seed(defaultSeed);
        Objective = new ToyObjective(modelSeed);
        Data = data ?? new ToySource();
        Random = new RandomStreams((options ?? Options).Seed);
        Trainer = new Trainer(Objective, Data, options ?? Options, Random, recipe: recipe);
    }

    public ToyObjective Objective { get; }

    public ToySource Data { get; }

    public RandomStreams Random { get; }

    public Trainer Trainer { get; }

    public List<TrainingProgress> Reports { get; } = [];

    public IEnumerable<double> Losses => Reports.Select(r => r.Loss);

    public void Report(TrainingProgress value) => Reports.Add(value);

    public void Run(long? steps = null, string? folder = null, CancellationToken cancellation = default) => Trainer.Run(steps, folder, this, cancellation);

    /// <summary>All weights and buffers by name.</summary>
    public Dictionary<string, float[]> Weights() => Objective.Model.state_dict().ToDictionary(p => p.Key, p => p.Value.detach().data<float>().ToArray());

    /// <summary>Fails unless the weights are those of another run to the last bit.</summary>
    public void AssertSameWeights(ToyRun other) => Assert.Equal(other.Weights(), Weights());

    public void Dispose()
    {
        Trainer.Dispose();
        Random.Dispose();
        Objective.Dispose();
    }
}
