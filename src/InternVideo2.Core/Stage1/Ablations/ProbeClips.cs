using InternVideo2.Data;

namespace InternVideo2.Stage1;

/// <summary>The clips on which frozen students are examined. None of them is trained on.</summary>
/// <param name="Fit">Clips whose factors the probes are fitted to.</param>
/// <param name="HeldOut">Other clips, which the probes and the losses are scored on.</param>
/// <param name="Loader">Reads both, the same frames and the same crop each time. Used, not owned.</param>
public sealed record ProbeClips(IReadOnlyList<ClipEntry> Fit, IReadOnlyList<ClipEntry> HeldOut, IClipLoader Loader)
{
    /// <summary>The factors that are probed; null: all that the clips name.</summary>
    public IReadOnlyList<string>? Factors { get; init; }

    /// <summary>The clips of two lists.</summary>
    public ProbeClips(ClipManifest fit, ClipManifest heldOut, IClipLoader loader) : this(fit.Clips, heldOut.Clips, loader)
    {
    }

    /// <summary>The probed factors of some of these clips.</summary>
    internal IReadOnlyList<IReadOnlyDictionary<string, string>> Labels(IReadOnlyList<ClipEntry> clips) => Factors is null
        ? [.. clips.Select(clip => clip.Factors)]
        : [.. clips.Select(clip => clip.Factors.Where(factor => Factors.Contains(factor.Key)).ToDictionary())];
}
