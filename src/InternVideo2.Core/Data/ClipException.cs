namespace InternVideo2.Data;

/// <summary>A clip of a list cannot be read.</summary>
/// <param name="clip">Which one.</param>
/// <param name="reason">Why, as a sentence.</param>
/// <param name="inner">The reader's own error.</param>
public sealed class ClipException(ClipEntry clip, string reason, Exception? inner = null) : Exception($"Clip '{clip.Id}': {reason}", inner)
{
    public ClipEntry Clip { get; } = clip;
}
