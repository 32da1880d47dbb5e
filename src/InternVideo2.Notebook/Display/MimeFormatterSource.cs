using InternVideo2.Data;
using InternVideo2.Notebook;
using InternVideo2.Training;
using InternVideo2.Video;
using static TorchSharp.torch;

[assembly: MimeFormatterSource(typeof(ForeignFormatterSource))]

namespace InternVideo2.Notebook;

/// <summary>Names the type that renders values which are not ours to change. A kernel finds it by the simple name of the attribute.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class MimeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;
}

/// <summary>Shows tensors as summaries, clips as contact sheets, and the package's records as tables, when they are the value of a cell.</summary>
public sealed class ForeignFormatterSource
{
    /// <summary>False for every other type.</summary>
    public bool TryFormat(object value, out IReadOnlyDictionary<string, string> bundle, out IReadOnlyDictionary<string, string> metadata)
    {
        View? view = value switch
        {
            Tensor { IsInvalid: false } tensor => new TensorSummary(tensor),
            VideoClip { Frames: > 0 } clip => new ClipSheet(clip),
            VideoInfo info => ValueTables.Of(info),
            ClipManifest manifest => ValueTables.Of(manifest),
            Losses losses => ValueTables.Of(losses),
            _ => null,
        };
        bundle = view?.ToMimeBundle() ?? new Dictionary<string, string>();
        metadata = view?.ToMimeMetadata() ?? new Dictionary<string, string>();
        return view is not null;
    }
}
