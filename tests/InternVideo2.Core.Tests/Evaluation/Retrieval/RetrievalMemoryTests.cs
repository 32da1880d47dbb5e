using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>A test tells how far it has come, ends when it is asked to, and leaves no tensor behind, finished or not.</summary>
[Collection(AloneCollection.Name)]
public sealed class RetrievalMemoryTests
{
    private static readonly RetrievalOptions Options = new() { Candidates = 3, MediaBatch = 4, TextBatch = 3, PairBatch = 5, TokenMemory = 16, Bootstrap = new() { Resamples = 10 } };

    [Fact]
    public void Progress_cancelling_and_tensors()
    {
        var before = AloneCollection.SettledTensors();
        var told = new List<EvaluationProgress>();
        RetrievalTest.Run(Model(), AngleModel.Set(10), Options, new Listener(told.Add));
        Assert.Equal(before, AloneCollection.SettledTensors());
        Assert.Equal(["media", "texts", "pairs"], told.Select(value => value.Phase).Distinct());
        Assert.All(told.GroupBy(value => value.Phase), phase => Assert.Equal(phase.Last().Total, phase.Last().Done));

        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => RetrievalTest.Run(Model(), AngleModel.Set(10), Options, new Listener(value =>
        {
            if (value is { Phase: "pairs", Done: >= 10 }) stop.Cancel();
        }), stop.Token));
        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    private static AngleModel Model() => new(step: 0.1, (medium, text) => -Math.Abs(medium - text));

    private sealed class Listener(Action<EvaluationProgress> heard) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => heard(value);
    }
}
