using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// Teachers that remember. What they say of a clip is computed once and kept on disk, mapped into memory when it is asked for again, bitwise equal to
/// what they would say now. A record is found by the very pixels a teacher is shown (a hash over the clip after sampling and augmentation)
/// and by the teacher's <see cref="TeacherFingerprint"/>: another clip, frame, crop or weight is another record, so nothing stale can come back.
/// Owns the teachers. Several students may share one cache, and several processes one folder.
/// </summary>
public sealed class TeacherCache : ITeachers
{
    private readonly LiveTeachers live;
    private readonly TeacherCacheOptions options;
    private readonly TeacherRecords records;
    private readonly TeacherFingerprint? spatial;
    private readonly TeacherFingerprint? motion;
    private long hits;
    private long misses;

    /// <param name="teachers">Who is asked when nothing is remembered. Owned by this object from here on.</param>
    /// <param name="options">Where and how much; validated here.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public TeacherCache(LiveTeachers teachers, TeacherCacheOptions options)
    {
        options.Validate();
        (live, this.options) = (teachers, options);
        records = new TeacherRecords(options.Folder, options.MaxBytes);
        if (teachers.Spatial is { } seeing) spatial = new TeacherFingerprint(seeing.Network, seeing.Description, () => Probe(seeing));
        if (teachers.Motion is { } moving) motion = new TeacherFingerprint(moving.Network, $"{nameof(MotionTeacher)} {moving.Options with { Weights = null }}", () => Probe(moving));
    }

    public ISpatialTeacher? Spatial => live.Spatial;

    public MotionTeacher? Motion => live.Motion;

    /// <summary>What has been done so far.</summary>
    public TeacherCacheReport Report => new(
        Interlocked.Read(ref hits), Interlocked.Read(ref misses), records.Damaged, records.Declined, records.Bytes);

    /// <inheritdoc/>
    public ILesson Ask(Tensor frames, Tensor seen)
    {
        var clips = new IClipLesson[frames.shape[0]];
        var (seeing, moving) = (spatial?.Current(), motion?.Current());
        for (var clip = 0; clip < clips.Length; clip++)
        {
            var number = clip;
            clips[clip] = new RememberedClip(
                new LiveClip(live, frames, seen, clip), records, options.Tokens,
                () => Stem(seeing, "spatial", seen, number), () => Stem(moving, "motion", frames, number), Count);
        }
        return new Lesson(clips, frames.device);
    }

    public void Dispose() => live.Dispose();

    private void Count(bool ran) => Interlocked.Increment(ref ran ? ref misses : ref hits);

    private static string Stem(string? fingerprint, string teacher, Tensor batch, int clip)
    {
        using var one = batch.narrow(0, clip, 1);
        var pixels = TensorBytes.Hash(one);
        // Two letters of the hash make a folder, so that none grows too long.
        return Path.Combine(fingerprint ?? throw LiveClip.Missing(teacher), pixels[..2], pixels[2..42]);
    }

    private static IEnumerable<Tensor> Probe(ISpatialTeacher teacher)
    {
        var (frames, side) = teacher.InputSize;
        var said = teacher.Teach(TeacherFingerprint.FixedClip(teacher.Network, frames, side));
        return [said.Middle, said.Final, said.Attention];
    }

    private static IEnumerable<Tensor> Probe(MotionTeacher teacher) =>
        [teacher.Teach(TeacherFingerprint.FixedClip(teacher.Network, teacher.Options.Frames, teacher.Options.ImageSize))];
}
