using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>Clips of noise, ready in memory, so that reading costs nothing.</summary>
internal sealed class NoiseLoader(int frames, int side) : IClipLoader
{
    private readonly Tensor _noise = randn([16, 3, frames, side, side]);

    public string Fingerprint => "noise";

    /// <summary>Entries with a factor that probes can be fitted to.</summary>
    public static ClipManifest Clips(int count) => ClipManifest.Parse(
        string.Join("\n", Enumerable.Range(0, count).Select(i => $$"""{"id": "{{i}}", "video": "{{i}}.mp4", "factors": {"parity": "{{i % 2}}"} }""")),
        "noise", Path.GetTempPath());

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => _noise.select(0, clip.Id[^1] % 16).clone();

    public void Dispose() => _noise.Dispose();
}
