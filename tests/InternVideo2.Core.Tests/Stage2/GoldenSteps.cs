using InternVideo2.Data;
using InternVideo2.Stage2;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>The optimiser steps of a golden file, as data and as objective: its batches in order with its draws.</summary>
internal sealed class GoldenSteps(GoldenFile golden) : IObjective, IClipSource
{
    private readonly GoldenAlignment alignment = new(golden);

    public AlignmentObjective Objective => alignment.Objective;

    public nn.Module Model => Objective.Model;

    public IReadOnlySet<string> NoDecayNames => Objective.NoDecayNames;

    public int BatchesPerEpoch => golden.Config.GetProperty("steps").GetArrayLength();

    public DataCursor Cursor { get; set; }

    public string Fingerprint => "golden";

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => Objective.NamedParameters();

    public ClipBatch Next(CancellationToken cancellation = default)
    {
        var step = Cursor.Position;
        Cursor = new DataCursor(0, step + 1);
        return new ClipBatch(null, [.. Enumerable.Repeat($"step{step}", golden.Int("B"))]);
    }

    public Losses Compute(ClipBatch batch, RandomStreams random) => alignment.Losses(batch.Ids[0]);

    public void Dispose() => alignment.Dispose();
}
