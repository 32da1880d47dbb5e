using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>One clip before teachers that remember: every piece is looked up first, and kept when a teacher had to be asked. Owns the live clip.</summary>
/// <param name="live">Who is asked when a piece is not known.</param>
/// <param name="records">What is known.</param>
/// <param name="keep">Which tokens are kept.</param>
/// <param name="spatialName">The stem of the spatial teacher's records; costs a hash, so it is made when it is needed.</param>
/// <param name="motionName">The stem of the motion teacher's.</param>
/// <param name="count">Told for each teacher that was asked something whether it had to look.</param>
internal sealed class RememberedClip(
    LiveClip live, TeacherRecords records, CachedTokens keep, Func<string> spatialName, Func<string> motionName, Action<bool> count) : IClipLesson
{
    private readonly Lazy<string> seeing = new(spatialName);
    private readonly Lazy<string> moving = new(motionName);

    public Tensor Attention()
    {
        using var rows = Recall($"{seeing.Value}.attention", null, () => live.Attention().unsqueeze(0));
        return rows.select(0, 0);
    }

    public Tensor Middle(long[] tokens) => Recall($"{seeing.Value}.middle", tokens, live.Middle);

    public Tensor Final()
    {
        using var rows = Recall($"{seeing.Value}.final", null, () => live.Final().view(1, 1, -1));
        return rows.view(-1);
    }

    public Tensor Motion(long[] patches) => Recall($"{moving.Value}.motion", patches, live.Motion);

    public void Dispose()
    {
        if (seeing.IsValueCreated) count(live.SpatialRan);
        if (moving.IsValueCreated) count(live.MotionRan);
        live.Dispose();
    }

    /// <param name="name">Of the record.</param>
    /// <param name="rows">Which rows are wanted; null: all.</param>
    /// <param name="ask">Gives L × R × C with all rows.</param>
    private Tensor Recall(string name, long[]? rows, Func<Tensor> ask)
    {
        var narrow = rows is not null && keep == CachedTokens.Visible;
        if (narrow) name += "-" + Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(rows.AsSpan())))[..24];
        if (records.Read(name, narrow ? null : rows) is { } known) return known;
        using var scope = NewDisposeScope();
        var all = ask();
        var wanted = rows is null ? all : LiveClip.Rows(all, rows);
        records.Write(name, narrow ? wanted : all);
        return scope.MoveToOuter(wanted);
    }
}
