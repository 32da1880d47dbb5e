using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Data;

/// <summary>Clips of 3 × 1 × 1 × 1 values: the clip's number, a draw, and another draw. Can be told to fail.</summary>
internal sealed class ToyLoader : IClipLoader
{
    /// <summary>Ids that cannot be read.</summary>
    public HashSet<string> Broken { get; } = [];

    /// <summary>Called before a clip is read.</summary>
    public Action<ClipEntry, CancellationToken> BeforeLoad { get; set; } = (_, _) => { };

    public string Fingerprint { get; init; } = "toy";

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        BeforeLoad(clip, cancellation);
        if (Broken.Contains(clip.Id))
        {
            throw new ClipException(clip, "the toy loader was told to fail.");
        }

        float[] values = [float.Parse(clip.Columns["number"]), (float)random.NextDouble(), (float)random.NextDouble()];
        using var flat = tensor(values);
        return flat.reshape(3, 1, 1, 1).repeat(1, clip.Columns.ContainsKey("long") ? 2 : 1, 1, 1);
    }

    public void Dispose()
    {
    }

    /// <summary>A list of so many clips, "0", "1", ….</summary>
    public static ClipManifest Manifest(int clips) => ClipManifest.Parse(
        string.Join("\n", Enumerable.Range(0, clips).Select(i => $$"""{"id":"{{i}}","video":"{{i}}.mp4","number":{{i}}}""")), "toys", "/media");
}
