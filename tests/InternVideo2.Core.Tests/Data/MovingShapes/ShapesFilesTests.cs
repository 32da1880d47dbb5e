using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Data.Rendering;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>Files hold what was drawn and played; the same call gives the same bytes, keeps what is there, and goes on where it was stopped.</summary>
public sealed class ShapesFilesTests : IDisposable
{
    private static readonly ShapesFilesOptions s_options = new() { Train = 3, Validation = 0, Test = 1, TestComposition = 0, RetrievalHard = 0, Size = 56 };

    // One for all tests: each sentence is spoken once.
    private static readonly SpokenSentences s_speech = new();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private RenderProgress Write(string name, ShapesFilesOptions? options = null, int workers = 2, IProgress<RenderProgress>? progress = null, CancellationToken cancellation = default) =>
        ShapesFiles.Write(_folder.File(name), options ?? s_options, s_speech, workers, progress, cancellation);

    [Fact]
    public void Decoded_frames_are_the_drawn_ones_and_there_is_sound()
    {
        var result = Write("set");

        Assert.Equal((4, 0, 4), (result.Made, result.Kept, result.Total));
        var clips = ClipManifest.Read(_folder.File("set/train.jsonl")).Clips;
        var drawn = MovingShapesSet.Manifest(ShapesSplit.Train, 3).Clips;
        Assert.Equal(drawn.Select(c => (c.Id, c.Captions["avs_captions"][0])), clips.Select(c => (c.Id, c.Captions["avs_captions"][0])));
        foreach (var clip in clips)
        {
            var decoded = VideoReader.Read(clip.Path, FrameSelection.All);
            var painted = ShapesPainter.PaintAll(MovingShapesSet.Scene(clip), 56);
            Assert.Equal((24, 56, 56), (decoded.Frames, decoded.Height, decoded.Width));
            Assert.Equal(painted.Timestamps, decoded.Timestamps);

            // Half the colour is thrown away by 4:2:0 and the rest quantised: single pixels at edges are far off, the picture is not.
            Assert.InRange(decoded.Pixels.Zip(painted.Pixels).Average(p => Math.Abs(p.First - p.Second)), 0.1, 6);
            var sound = VideoProbe.Probe(clip.Path).Audio;
            Assert.Equal(("aac", 16_000, 1), (sound?.Codec, sound?.SampleRate, sound?.Channels));
        }

        Assert.Equal(drawn[1].Questions, clips[1].Questions);
        Assert.Equal(drawn[1].Factors, clips[1].Factors);
    }

    [Fact]
    public void The_same_call_gives_the_same_bytes_and_makes_only_what_is_missing()
    {
        Write("one", workers: 1);
        Write("two", workers: 3);
        string[] files = ["train/00000.mp4", "train/00002.mp4", "test/00000.mp4", "train.jsonl", "test.jsonl"];
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(_folder.File($"one/{file}")), File.ReadAllBytes(_folder.File($"two/{file}"))));
        Assert.NotEqual(File.ReadAllBytes(_folder.File("one/train/00000.mp4")), File.ReadAllBytes(_folder.File("one/test/00000.mp4")));

        File.Delete(_folder.File("two/train/00002.mp4"));
        var again = Write("two");

        Assert.Equal((1, 3), (again.Made, again.Kept));
        Assert.Equal(File.ReadAllBytes(_folder.File("one/train/00002.mp4")), File.ReadAllBytes(_folder.File("two/train/00002.mp4")));
    }

    [Fact]
    public void An_interrupted_call_keeps_what_is_complete()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Write("set", workers: 1, progress: new Stopper(stop), cancellation: stop.Token));

        Assert.Equal([_folder.File("set/train/00000.mp4")], Directory.GetFiles(_folder.File("set"), "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(ClipSetWriter.RecipeFile, StringComparison.Ordinal)));
        Assert.Equal((3, 1), (Write("set") is var rest ? (rest.Made, rest.Kept) : default));
    }

    [Fact]
    public void A_folder_of_something_else_is_left_alone()
    {
        Directory.CreateDirectory(_folder.File("full"));
        File.WriteAllText(_folder.File("full/letter.txt"), "dear");
        Assert.Contains("is not empty", Assert.Throws<InvalidDataException>(() => Write("full")).Message);
        Assert.Equal([_folder.File("full/letter.txt")], Directory.GetFileSystemEntries(_folder.File("full")));

        Write("set", s_options with { Train = 0 });
        var error = Assert.Throws<InvalidDataException>(() => Write("set", s_options with { Train = 0, Seed = 1 }));
        Assert.Contains("\"seed\": 0", error.Message);
        Assert.Contains("\"seed\": 1", error.Message);
    }

    [Fact]
    public void A_missing_synthesiser_says_what_to_do()
    {
        var error = Assert.Throws<SpeechException>(() => ShapesFiles.Write(_folder.File("set"), s_options, new SpokenSentences("no-such-espeak")));

        Assert.Contains("no-such-espeak", error.Message);
        Assert.Contains("apt-get install espeak-ng", error.Message);
    }

    [Fact]
    public void An_encoder_that_fails_leaves_nothing_behind()
    {
        Directory.CreateDirectory(_folder.File("out"));
        var clip = ShapesPainter.Paint(ShapesScene.Draw(0, 0, ShapesSplit.Train), 16, 0, 1);

        var error = Assert.Throws<VideoException>(() => VideoWriter.Write(_folder.File("out/a.mp4"), clip, 8, [], 16_000, new VideoWriterOptions { Ffmpeg = "false" }));

        Assert.Equal(VideoFault.EncoderFailed, error.Fault);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("out")));
        Assert.Throws<ArgumentException>(() => VideoWriter.Write(_folder.File("out/a.mp4"), clip with { Width = 15 }, 8, [], 16_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoWriter.Write(_folder.File("out/a.mp4"), clip, 8, new short[100], 7));
    }

    [Theory]
    [InlineData(-1, 56, "Train is -1")]
    [InlineData(1, 57, "Size is 57")]
    [InlineData(0, 56, "at least one part")]
    public void Options_out_of_range_are_refused(int train, int size, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => Write("set", s_options with { Train = train, Test = 0, Size = size })).Message);

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<RenderProgress>
    {
        public void Report(RenderProgress value) => stop.Cancel();
    }
}
