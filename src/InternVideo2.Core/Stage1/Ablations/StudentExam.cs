using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>
/// Measures frozen students: on held-out clips the raw loss of every term (with masks that depend on the clips' order alone), and probes of their
/// features, the students seeing all tokens. Each clip is read once for all students.
/// </summary>
/// <param name="teachers">Makes the targets. Used, not owned.</param>
/// <param name="terms">The terms with a weight above 0 are measured.</param>
/// <param name="probes">The clips.</param>
/// <param name="ablation">Says which features are probed, and how.</param>
internal sealed class StudentExam(DistillationObjective teachers, DistillationOptions terms, ProbeClips probes, Ablation ablation)
{
    private const int Batch = 16;

    /// <summary>One result for each student. Puts them into evaluation mode.</summary>
    public IReadOnlyList<ArmMeasurement> Measure(IReadOnlyList<DistillationStudent> students, ThreadTeam team, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        foreach (var student in students) student.eval();
        var losses = team.DoAll(probes.HeldOut.Chunk(Batch).Index().Select(chunk =>
            (Func<(string Name, double Sum)[][]>)(() => Losses(students, chunk.Item, chunk.Index, cancellation))));
        var (fit, heldOut) = (Features(students, probes.Fit, team, cancellation), Features(students, probes.HeldOut, team, cancellation));
        var (fitLabels, heldOutLabels) = (probes.Labels(probes.Fit), probes.Labels(probes.HeldOut));
        return team.DoAll(students.Select((_, i) => (Func<ArmMeasurement>)(() => new ArmMeasurement(
            Mean(losses.SelectMany(chunk => chunk[i])),
            LinearProbe.Score(fit[i], fitLabels, heldOut[i], heldOutLabels, ablation.Probe).ToDictionary(score => score.Factor, score => score.Accuracy)))));
    }

    /// <summary>For each student the raw terms on some clips, times the number of clips.</summary>
    private (string Name, double Sum)[][] Losses(IReadOnlyList<DistillationStudent> students, ClipEntry[] clips, int chunk, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)chunk);
        var frames = FrozenFeatures.Read(clips, probes.Loader, cancellation);
        var seen = teachers.StudentFrames(frames);
        using var answer = teachers.Ask(frames, seen, generator);
        var result = new List<(string, double)[]>();
        foreach (var student in students)
        {
            using var inner = NewDisposeScope();
            // Not disposed: it would take the student with it.
            var objective = new DistillationObjective(student, null, null, terms);
            result.Add([.. objective.ComputeFrom(seen, answer.Visible, answer.Targets).Terms.Select(term => (term.Name, term.Value.ToDouble() * clips.Length))]);
        }
        return [.. result];
    }

    private Dictionary<string, double> Mean(IEnumerable<(string Name, double Sum)> parts) =>
        parts.GroupBy(part => part.Name).ToDictionary(term => term.Key, term => term.Sum(part => part.Sum) / probes.HeldOut.Count);

    private IReadOnlyList<Tensor> Features(
        IReadOnlyList<DistillationStudent> students, IReadOnlyList<ClipEntry> clips, ThreadTeam team, CancellationToken cancellation)
    {
        var models = students.Select(student => (Func<Tensor, Tensor>)(frames => Embed(student, frames))).ToList();
        var parts = team.DoAll(clips.Chunk(Batch).Select(chunk => (Func<IReadOnlyList<Tensor>>)(() =>
            FrozenFeatures.Of(chunk, probes.Loader, models, Batch, cancellation))));
        var whole = students.Select((_, i) => cat([.. parts.Select(part => part[i])], 0)).ToList();
        foreach (var part in parts.SelectMany(part => part)) part.Dispose();
        return whole;
    }

    private Tensor Embed(DistillationStudent student, Tensor frames)
    {
        using var scope = NewDisposeScope();
        var seen = teachers.StudentFrames(frames);
        return scope.MoveToOuter(cat([.. ablation.Features.Select(choice => choice.Of(student.Encoder, seen))], 1));
    }
}
