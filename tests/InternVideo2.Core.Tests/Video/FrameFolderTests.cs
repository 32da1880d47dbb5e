using System.Diagnostics;
using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Video;
using TorchSharp;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Folders of numbered pictures are read like videos; what is wrong with one is said with its name.</summary>
public sealed class FrameFolderTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void PicturesComeInTheOrderAskedFor()
    {
        string folder = Pictures(5);

        VideoClip clip = FrameFolder.Read(folder, [4, 0, 2, 0]);

        Assert.Equal(5, FrameFolder.Count(folder));
        Assert.Equal((4, 24, 32), (clip.Frames, clip.Height, clip.Width));
        Assert.Equal([4, 0, 2, 0], clip.Indices);
        // Picture n is grey with the value 40·n, but for what JPEG loses.
        Assert.All(Enumerable.Range(0, 4), t => Assert.Equal(40.0 * clip.Indices[t], clip.Frame(t).ToArray().Average(value => value), 3.0));
    }

    [Fact]
    public void AListOfFoldersFeedsLoaderAndViews()
    {
        Pictures(5);
        ClipManifest clips = ClassifierList.Parse("clip 5 1", "train.csv", ListColumns.FramesAndLabel, _root.Path, ' ');
        using var loader = new VideoClipLoader(new()
        {
            Sampler = FrameSampling.Ticks.ForTraining(2),
            Transform = new FineTuningTransform { Size = 16 },
            CacheBytes = 1 << 20,
        });
        IReadOnlyList<torch.Tensor> twice = loader.LoadSeveral(clips.Clips[0], new SeededRandom(1), 2, CancellationToken.None);
        Assert.All(twice, clip => Assert.Equal([3L, 2, 16, 16], clip.shape));

        var views = new VideoViews { Frames = 2, Size = 16, Segments = 2, Crops = 3, Sampling = FrameSampling.Ticks };
        using torch.Tensor all = views.Load(clips.Clips[0], CancellationToken.None);
        Assert.Equal([6L, 3, 2, 16, 16], all.shape);
        // tick = 2.5: the frames 0 2 and 1 3 of the two segments, black, grey and light.
        using torch.Tensor frames = all.mean([1, 3, 4]);
        float[] brightness = frames.data<float>().ToArray();
        Assert.Equal(brightness[..2], brightness[2..4]);
        Assert.True(brightness[0] < brightness[6] && brightness[6] < brightness[1] && brightness[1] < brightness[7]);
    }

    [Fact]
    public void SaysWhatIsMissingOrDamaged()
    {
        string folder = Pictures(3);
        Assert.Contains("no such folder", Assert.Throws<VideoException>(() => FrameFolder.Count(Path.Combine(_root.Path, "none"))).Message);
        Assert.Contains("img_00009.jpg", Assert.Throws<VideoException>(() => FrameFolder.Read(folder, [8])).Message);

        File.WriteAllText(Path.Combine(folder, "img_00002.jpg"), "no picture");
        Assert.Equal(VideoFault.DecoderFailed, Assert.Throws<VideoException>(() => FrameFolder.Read(folder, [0, 1, 2])).Fault);

        ClipManifest clips = ClassifierList.Parse("clip,7,1", "train.csv", ListColumns.FramesAndLabel, _root.Path);
        using var loader = new VideoClipLoader(new() { Sampler = FrameSampling.Dense.ForView(8, 0, 1), Transform = new EvaluationTransform { Size = 16, ShortSide = 16 } });
        Assert.Contains("'clip'", Assert.Throws<ClipException>(() => loader.Load(clips.Clips[0], new SeededRandom(0), CancellationToken.None)).Message);
    }

    [Fact]
    public void PicturesMayBeCalledOtherwiseAndCutInSeconds()
    {
        string folder = Pictures(6, "shot{1}_%d.jpg");
        ClipEntry clip = ClipManifest.Parse("""{"video":"clip","start":1,"end":2.5,"video_fps":2}""", "list", _root.Path).Clips[0];

        Assert.Equal(3, FrameFolder.Read(folder, [2], FrameFolder.PatternOf(folder)).Indices[0] + 1);
        // Three pictures from number 2 on, of which the last is asked for first.
        Assert.Equal([4, 2], clip.Read(new Picked(-1, 0)).Indices);
        Assert.Contains("'video_fps'", Assert.Throws<VideoException>(() => (clip with { Columns = new Dictionary<string, string>() }).Read(new Picked(0))).Message);
        Assert.Contains("holds none of its 6 pictures", Assert.Throws<VideoException>(() => (clip with { Start = 4, End = 5 }).Read(new Picked(0))).Message);

        File.Delete(Path.Combine(folder, "shot{1}_1.jpg"));
        Assert.Contains("no picture number 1", Assert.Throws<VideoException>(() => FrameFolder.PatternOf(folder)).Message);
    }

    private sealed record Picked(params int[] Chosen) : FrameSampler
    {
        protected override int[] Choose(int available, Func<int, int> draw) => Chosen;
    }

    private string Pictures(int count, string pattern = "img_%05d.jpg")
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root.Path, "clip")).FullName;
        string[] arguments =
        [
            "-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=black:size=32x24:rate=1,format=gbrp,geq=r=40*N:g=40*N:b=40*N,format=yuvj420p",
            "-frames:v", $"{count}", "-q:v", "1", Path.Combine(folder, pattern),
        ];
        using Process ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", arguments))!;
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return folder;
    }
}
