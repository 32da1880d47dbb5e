using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>One clip before the teachers themselves. Keeps what they said until it is disposed.</summary>
internal sealed class LiveClip(LiveTeachers teachers, Tensor frames, Tensor seen, int clip) : IClipLesson
{
    private SpatialTargets? said;
    private Tensor? moving;

    /// <summary>Whether the spatial teacher has looked.</summary>
    public bool SpatialRan => said is not null;

    /// <summary>Whether the motion teacher has looked.</summary>
    public bool MotionRan => moving is not null;

    public Tensor Attention() => Said().Attention.alias();

    /// <summary>K × (1+N) × C.</summary>
    public Tensor Middle() => Said().Middle.select(1, 0);

    public Tensor Middle(long[] tokens)
    {
        using var all = Middle();
        return Rows(all, tokens);
    }

    public Tensor Final() => Said().Final.select(0, 0);

    /// <summary>M × N × C.</summary>
    public Tensor Motion()
    {
        if (moving is null)
        {
            using var one = One(frames);
            moving = (teachers.Motion ?? throw Missing("motion")).Teach(one).DetachFromDisposeScope();
        }
        return moving.select(1, 0);
    }

    public Tensor Motion(long[] patches)
    {
        using var all = Motion();
        return Rows(all, patches);
    }

    /// <summary>Some rows of the middle axis of L × R × C.</summary>
    public static Tensor Rows(Tensor all, long[] rows)
    {
        using var index = tensor(rows, dtype: ScalarType.Int64, device: all.device);
        return all.index_select(1, index);
    }

    public void Dispose()
    {
        said?.Dispose();
        moving?.Dispose();
    }

    private SpatialTargets Said()
    {
        if (said is not null) return said;
        using var one = One(seen);
        said = (teachers.Spatial ?? throw Missing("spatial")).Teach(one);
        // Asked for in one scope, used in the next.
        foreach (var tensor in new[] { said.Middle, said.Final, said.Attention }) tensor.DetachFromDisposeScope();
        return said;
    }

    private Tensor One(Tensor batch)
    {
        using var one = batch.narrow(0, clip, 1);
        return one.contiguous();
    }

    internal static InvalidOperationException Missing(string which) => new($"There is no {which} teacher to ask.");
}
