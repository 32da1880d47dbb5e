using InternVideo2.Data;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage1;

/// <summary>All students of an α ablation with one seed, and the teachers they share. Owns everything but the loaders.</summary>
internal sealed class DistillationTrial : IAblationTrial<SharedAnswer>
{
    private readonly Ablation _ablation;
    private readonly ProbeClips _probes;
    private readonly DistillationArm[] _arms;
    private readonly DistillationOptions _union;
    private readonly DistillationObjective _teachers;

    public DistillationTrial(Ablation ablation, ulong seed, ClipManifest clips, IClipLoader loader, ProbeClips probes, TeacherCacheOptions? cache)
    {
        (_ablation, _probes) = (ablation, probes);
        Stage1Options[] experiments = [.. ablation.Arms.Select(arm => ablation.OptionsOf(arm, seed))];
        Training = experiments[0].Training;
        Random = new RandomStreams(seed);
        Data = new ClipDataset(clips, loader, new() { BatchSize = Training.BatchSize, Seed = seed, Draws = ablation.Stage1.Draws });
        _arms = [.. experiments.Select(options => new DistillationArm(options))];
        // A teacher is asked when any of the arms listens to it.
        _union = Union([.. experiments.Select(options => options.Distillation)]);
        _teachers = (experiments[0] with { Distillation = _union }).CreateObjective(cache: cache);
    }

    public IClipSource Data { get; }

    public TrainerOptions Training { get; }

    public RandomStreams Random { get; }

    public IReadOnlyList<IArmObjective<SharedAnswer>> Arms => _arms;

    public SharedAnswer Prepare(ClipBatch batch)
    {
        var seen = _teachers.StudentFrames(batch.Frames);
        return new SharedAnswer(seen, _teachers.Ask(batch.Frames, seen, Random["mask"]));
    }

    public IReadOnlyList<ArmMeasurement> Measure(IReadOnlyList<int> arms, ThreadTeam team, CancellationToken cancellation) =>
        new StudentExam(_teachers, _union, _probes, _ablation).Measure([.. arms.Select(arm => _arms[arm].Student)], team, cancellation);

    public void Dispose()
    {
        Data.Dispose();
        foreach (var arm in _arms) arm.Dispose();
        _teachers.Dispose();
        Random.Dispose();
    }

    private static DistillationOptions Union(IReadOnlyList<DistillationOptions> arms) =>
        arms[0] with { Alpha1 = arms.Max(arm => arm.Alpha1), Alpha2 = arms.Max(arm => arm.Alpha2) };
}
