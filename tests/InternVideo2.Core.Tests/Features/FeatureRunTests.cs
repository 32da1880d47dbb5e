using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Features;
using InternVideo2.Tests.Encoders;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Features;

/// <summary>A run of many clips can be interrupted anywhere and ends with the same file; broken clips are listed and bounded.</summary>
public sealed class FeatureRunTests : IDisposable
{
    private static readonly ClipEntry[] Clips = [.. Enumerable.Range(0, 7).Select(i => ClipEntry.OfFile($"clip{i}"))];

    private readonly TemporaryFolder folder = new();
    private readonly VideoEncoder encoder = SmallEncoder.Create();

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Rows_are_the_clips_features_in_order_and_the_manifest_says_so()
    {
        var path = folder.File("features.safetensors");
        var made = Run(new Loader()).Run(path);

        using var set = FeatureSet.Read(path);
        using var scope = NewDisposeScope();
        Assert.Equal(Clips.Select(c => c.Id), set.Ids);
        Assert.Equal([7L, 10], set.Rows.shape);
        using var fourth = new Loader().Load(Clips[4], new SeededRandom(0), default);
        Assert.True(set.Rows[4].allclose(encoder.Embed(fourth.unsqueeze(0))[0], rtol: 1e-5, atol: 1e-6));
        Assert.Equal(("small", "by hand", 2, "loader"), (set.Manifest!.Model, set.Manifest.Weights, set.Manifest.Layer, set.Manifest.Sampling));
        Assert.Equal(encoder.Options, set.Manifest.Encoder);
        Assert.Equal(made.ToJson(), File.ReadAllText(folder.File("features.json")).TrimEnd());
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 5)]
    public void A_run_that_was_stopped_goes_on_to_the_same_file(int batches, int tornBytes)
    {
        Run(new Loader("clip3")).Run(folder.File("whole.safetensors"));
        var path = folder.File("features.safetensors");
        using (var stop = new CancellationTokenSource())
        {
            var listener = new Listener(progress =>
            {
                if (progress.Done + progress.Failed >= batches * 2) stop.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() => Run(new Loader("clip3")).Run(path, listener, stop.Token));
        }
        Assert.False(File.Exists(path));
        // What a power cut leaves: rows without their line, a line cut off.
        if (tornBytes > 0)
        {
            File.AppendAllText(Path.Combine(path + ".part", "rows"), "torn");
            File.AppendAllText(Path.Combine(path + ".part", "journal.jsonl"), """{"Ids":""");
        }

        var again = new Loader("clip3");
        Run(again).Run(path);

        Assert.Equal(File.ReadAllBytes(folder.File("whole.safetensors")), File.ReadAllBytes(path));
        Assert.False(Directory.Exists(path + ".part"));
        Assert.Equal(Clips.Skip(batches * 2).Select(c => c.Id), again.Asked.Order());
    }

    [Fact]
    public void Broken_clips_are_listed_up_to_the_limit_and_what_is_done_is_kept()
    {
        var path = folder.File("features.safetensors");
        Assert.Contains("clip5", Assert.Throws<InvalidDataException>(() => Run(new Loader("clip1", "clip5")).Run(path)).Message);

        var again = new Loader("clip1", "clip5");
        var made = Run(again, maxBroken: 2).Run(path);

        Assert.Equal(["clip1", "clip5"], made.Failed.Select(f => f.Id));
        Assert.All(made.Failed, f => Assert.Equal("it is broken", f.Reason));
        Assert.Equal(5, made.Clips.Count);
        Assert.DoesNotContain("clip0", again.Asked);
        Assert.Throws<ClipException>(() => Run(new Loader("clip1"), maxBroken: 0).Run(folder.File("strict.safetensors")));
    }

    [Fact]
    public void Other_features_are_never_mixed_in_or_overwritten()
    {
        var path = folder.File("features.safetensors");
        Run(new Loader()).Run(path);
        var before = File.ReadAllBytes(path);

        Assert.Equal(7, Run(new Loader()).Run(path).Clips.Count);
        Assert.Contains("another model", Assert.Throws<InvalidDataException>(() => Run(new Loader(), weights: "others").Run(path)).Message);
        Assert.Equal(before, File.ReadAllBytes(path));

        var other = folder.File("other.safetensors");
        Assert.Throws<ClipException>(() => Run(new Loader("clip6"), maxBroken: 0).Run(other));
        Assert.Contains("unfinished", Assert.Throws<InvalidDataException>(() => Run(new Loader("clip6"), weights: "others").Run(other)).Message);
    }

    [Fact]
    public void Wrong_lists_are_refused()
    {
        var embedder = new Embedder(encoder);
        Assert.Throws<ArgumentException>(() => new FeatureRun(embedder, [], "small", "by hand"));
        Assert.Contains("clip2", Assert.Throws<ArgumentException>(() => new FeatureRun(embedder, [.. Clips, Clips[2]], "small", "by hand")).Message);
        SafetensorsWriter.Write(folder.File("other.safetensors"), [("x", zeros(1))]);
        Assert.Contains("not a file of features", Assert.Throws<SafetensorsException>(() => FeatureSet.Read(folder.File("other.safetensors"))).Message);
    }

    [Fact]
    public void In_memory_the_rows_are_the_same_and_neighbours_are_ordered_by_angle()
    {
        using var scope = NewDisposeScope();
        Run(new Loader()).Run(folder.File("features.safetensors"));
        using var read = FeatureSet.Read(folder.File("features.safetensors"));
        using var made = Run(new Loader()).InMemory();
        Assert.True(read.Rows.eq(made.Rows).all().ToBoolean());

        using var plane = new FeatureSet(["east", "north", "north-east", "west"], tensor(new float[,] { { 2, 0 }, { 0, 1 }, { 3, 3 }, { -1, 0 } }));
        Assert.Equal(["north-east", "north", "west"], plane.Nearest(0, 5).Select(n => n.Id));
        Assert.Equal([0.7071, 0, -1], plane.Nearest(0, 5).Select(n => Math.Round(n.Cosine, 4)));
        Assert.Single(plane.Nearest(2, 1));
        Assert.Throws<ArgumentException>(() => new FeatureSet(["one"], zeros(2, 3)));
    }

    private FeatureRun Run(Loader loader, int maxBroken = 1, string weights = "by hand") =>
        new(new Embedder(encoder), Clips, "small", weights, new FeatureRunOptions { BatchSize = 2, MaxBrokenClips = maxBroken }, loader);

    /// <summary>Makes a clip out of its name.</summary>
    private sealed class Loader(params string[] broken) : IClipLoader
    {
        public List<string> Asked { get; } = [];

        public string Fingerprint => "loader";

        public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
        {
            lock (Asked) Asked.Add(clip.Id);
            if (broken.Contains(clip.Id)) throw new ClipException(clip, "reading failed", new InvalidDataException("it is broken"));
            using var frames = SmallEncoder.Frames(clips: 1, seed: (ulong)clip.Id[^1]);
            return frames.squeeze(0);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Listener(Action<FeatureProgress> listen) : IProgress<FeatureProgress>
    {
        public void Report(FeatureProgress value) => listen(value);
    }
}
