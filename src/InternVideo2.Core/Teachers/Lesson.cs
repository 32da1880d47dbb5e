using InternVideo2.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>Joins what is said of each clip to what is said of the batch. Owns the clips' lessons.</summary>
internal sealed class Lesson(IReadOnlyList<IClipLesson> clips, Device device) : ILesson
{
    public Tensor Attention() => Join(clips.Select(clip => clip.Attention()), parts => cat(parts, 0));

    public Tensor Middle(VisibleTokens visible) =>
        Join(clips.Zip(Kept(visible)).Select(pair => pair.First.Middle([0, .. pair.Second.Select(patch => patch + 1)])), parts => stack(parts, 1));

    public Tensor Final() => Join(clips.Select(clip => clip.Final()), parts => stack(parts, 0));

    public Tensor Motion(VisibleTokens visible) => Join(clips.Zip(Kept(visible)).Select(pair => pair.First.Motion(pair.Second)), parts => stack(parts, 1));

    public void Dispose()
    {
        foreach (var clip in clips) clip.Dispose();
    }

    private Tensor Join(IEnumerable<Tensor> parts, Func<Tensor[], Tensor> join)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(join([.. parts]).to(device));
    }

    private long[][] Kept(VisibleTokens visible)
    {
        if (visible.Batch != clips.Count)
            throw new ArgumentException($"The mask is for {visible.Batch} clips, the lesson is about {clips.Count}.", nameof(visible));
        using var host = visible.Patches.cpu();
        return [.. host.data<long>().ToArray().Chunk(Math.Max(visible.Count, 1))];
    }
}
