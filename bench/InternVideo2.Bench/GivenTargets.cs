using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>Distillation towards random unit vectors, with one random mask for all steps: the student's work alone, no teacher.</summary>
internal sealed class GivenTargets : IObjective
{
    private readonly DistillationObjective _objective;
    private readonly Tensor _mask;
    private readonly DistillationTargets _targets;

    public GivenTargets(DistillationStudentOptions student, int batch, int visible)
    {
        _objective = new DistillationObjective(new DistillationStudent(student), spatial: null, motion: null, new DistillationOptions { Mask = MaskKind.Random });
        _mask = Mask(batch, student.Encoder.Grid.Count, visible);
        _targets = new DistillationTargets(
            Unit(student.SpatialLayers.Count, batch, visible + 1, student.SpatialWidth),
            Unit(batch, student.FinalWidth),
            Unit(student.MotionLayers.Count, batch, visible, student.MotionWidth));
    }

    public nn.Module Model => _objective.Model;

    public IReadOnlySet<string> NoDecayNames => _objective.NoDecayNames;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => _objective.NamedParameters();

    public Losses Compute(ClipBatch batch, RandomStreams random) => _objective.ComputeFrom(batch.Frames, _mask, _targets);

    public void Dispose()
    {
        _targets.Dispose();
        _mask.Dispose();
        _objective.Dispose();
    }

    private static Tensor Mask(int clips, int tokens, int visible)
    {
        using var scope = NewDisposeScope();
        var mask = ones([clips, 1 + tokens], dtype: ScalarType.Bool);
        for (var clip = 0; clip < clips; clip++)
        {
            var kept = cat([zeros([1], dtype: ScalarType.Int64), randperm(tokens).narrow(0, 0, visible) + 1]);
            mask[TensorIndex.Single(clip), TensorIndex.Tensor(kept)] = tensor(false);
        }

        return mask.MoveToOuterDisposeScope();
    }

    private static Tensor Unit(params long[] shape)
    {
        using var random = randn(shape);
        return nn.functional.normalize(random, dim: -1);
    }
}
