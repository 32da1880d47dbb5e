using InternVideo2.Data;
using InternVideo2.Teachers;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>One kind of what a teacher says, and how well each factor of the clips can be read off it.</summary>
/// <param name="Features">Which features: "spatial/middle", "spatial/final" or "motion".</param>
/// <param name="Scores">One for each factor.</param>
public sealed record TeacherKnowledgeRow(string Features, IReadOnlyList<ProbeScore> Scores);

/// <summary>
/// What teachers know of the clips, judged by the features that a student imitates: tokens of the last layers at unit length, averaged over the
/// clip, and the final vector.
/// </summary>
public static class TeacherKnowledge
{
    /// <summary>The factors asked about, as far as the clips have them: those that can be seen, the second motion left out.</summary>
    public static readonly IReadOnlyList<string> Factors = ["shape", "colour", "background", "motion", "speed"];

    private static readonly long[] TokenAxis = [1];

    /// <summary>Probes both teachers.</summary>
    /// <param name="teachers">Trained or not.</param>
    /// <param name="loader">Reads clips with as many frames as the motion teacher sees; used, not owned. The spatial teacher sees every second frame.</param>
    /// <param name="train">Clips with factors, to fit the probes on.</param>
    /// <param name="test">Clips with factors, to score them on.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>A row for each kind of features, scores by factor: "spatial/middle" and "motion" (the last layer of each), "spatial/final".</returns>
    public static IReadOnlyList<TeacherKnowledgeRow> Of(
        TinyTeachers teachers, IClipLoader loader, IReadOnlyList<ClipEntry> train, IReadOnlyList<ClipEntry> test, CancellationToken cancellation = default)
    {
        using var spatial = teachers.Spatial.Create();
        using var motion = new MotionTeacher(teachers.Motion);
        (string Name, Func<Tensor, Tensor> Features)[] kinds =
        [
            ("spatial/middle", frames => Said(spatial, frames, said => said.Middle[-1].narrow(1, 1, said.Middle.shape[2] - 1).mean(TokenAxis))),
            ("spatial/final", frames => Said(spatial, frames, said => said.Final.alias())),
            ("motion", frames => Averaged(motion, frames)),
        ];
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor>[] models = [.. kinds.Select(kind => kind.Features)];
        var fitOn = FrozenFeatures.Of(train, loader, models, cancellation: cancellation);
        var scoreOn = FrozenFeatures.Of(test, loader, models, cancellation: cancellation);
        var (fitFactors, scoreFactors) = (Seen(train), Seen(test));
        return [.. kinds.Select((kind, i) => new TeacherKnowledgeRow(kind.Name, LinearProbe.Score(fitOn[i], fitFactors, scoreOn[i], scoreFactors)))];
    }

    private static List<Dictionary<string, string>> Seen(IEnumerable<ClipEntry> clips) =>
        [.. clips.Select(clip => clip.Factors.Where(factor => Factors.Contains(factor.Key)).ToDictionary())];

    private static Tensor Said(ISpatialTeacher teacher, Tensor frames, Func<SpatialTargets, Tensor> part)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(part(teacher.Teach(frames.slice(2, 0, frames.shape[2], 2).contiguous())));
    }

    private static Tensor Averaged(MotionTeacher teacher, Tensor frames)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(teacher.Teach(frames)[-1].mean(TokenAxis));
    }
}
