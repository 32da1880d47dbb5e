using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>One student with its own α, who hears what the teachers told all. Owns the student.</summary>
internal sealed class DistillationArm(Stage1Options options) : IArmObjective<SharedAnswer>
{
    // The student comes first from the seed, then the teachers: so it is the one a run of its own would begin with.
    private readonly DistillationObjective _objective = new(
        new DistillationStudent(options.StudentWithDecoders, Initializer.Seeded(options.Training.Seed)), null, null, options.Distillation);

    public nn.Module Model => _objective.Model;

    public DistillationStudent Student => _objective.Student;

    public IReadOnlySet<string> NoDecayNames => _objective.NoDecayNames;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => _objective.NamedParameters();

    public Losses Compute(ClipBatch batch, SharedAnswer shared, RandomStreams random) =>
        _objective.ComputeFrom(shared.Seen, shared.Answer.Visible, shared.Answer.Targets, random["drop-path"]);

    public void Dispose() => _objective.Dispose();
}
