using InternVideo2.Data;
using InternVideo2.Stage1;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage1;

/// <summary>Clips of noise that depends on the clip alone, with a factor that can be read off them.</summary>
internal sealed class NoiseClips(int frames, int side) : IClipLoader
{
    private int _loaded;

    /// <summary>Told how many clips have been read when another one is about to be.</summary>
    public Action<int> BeforeLoad { get; set; } = _ => { };

    public string Fingerprint => "noise";

    public static ClipManifest List(int count, int from = 0) => ClipManifest.Parse(
        string.Join("\n", Enumerable.Range(from, count).Select(i => $$"""{"id": "{{i}}", "video": "{{i}}.mp4", "factors": {"level": "{{(i % 2 == 0 ? "low" : "high")}}"} }""")),
        "noise", Path.GetTempPath());

    public ProbeClips Probes => new(List(24, from: 100), List(12, from: 200), this);

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        BeforeLoad(Interlocked.Increment(ref _loaded));
        using var generator = new Generator(ulong.Parse(clip.Id));
        return randn([3, frames, side, side], generator: generator).add_(clip.Factors["level"] == "high" ? 1 : 0);
    }

    public void Dispose()
    {
    }
}
