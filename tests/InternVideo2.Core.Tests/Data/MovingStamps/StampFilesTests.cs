using System.Diagnostics;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Data.MovingStamps;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data.MovingStamps;

/// <summary>Photographs move as the shapes do; training never shows a held-out animal; name and sound are heard one after the other.</summary>
public sealed class StampFilesTests(StampFilesTests.Animals animals) : IClassFixture<StampFilesTests.Animals>
{
    [Fact]
    public void Every_fifth_animal_is_held_out()
    {
        var found = StampLibrary.Read(animals.Folder);

        Assert.Equal(["ape", "bee", "cow", "dog", "emu"], found.Select(a => a.Name)); // "fly" has no spoken name
        Assert.Equal(["cow"], found.Where(a => a.HeldOut).Select(a => a.Name));
        Assert.Equal(("a brown cow", "cow"), (found[2].Caption, found[2].Word));
    }

    [Fact]
    public void Training_and_zero_shot_share_no_animal_and_no_draw()
    {
        var found = StampLibrary.Read(animals.Folder);
        var scenes = Enum.GetValues<StampsSplit>().SelectMany(split => Enumerable.Range(0, 60).Select(i => StampScene.Draw(found, 0, i, split))).ToList();

        Assert.All(scenes, scene => Assert.Equal(scene.Split == StampsSplit.ZeroShot, scene.Animal.HeldOut));
        Assert.Equal(scenes.Count, scenes.Select(s => s.Movement.Start).Distinct().Count());
        Assert.Equal(scenes.Count, scenes.Select(s => s.Id).Distinct().Count());
        Assert.InRange(scenes.Count(s => s.Mirrored), 80, 160);
        Assert.Throws<ArgumentOutOfRangeException>(() => StampScene.Draw(found, 0, 25_000, StampsSplit.Train));
    }

    [Fact]
    public void Captions_agree_with_what_is_heard()
    {
        var scene = StampScene.Draw(StampLibrary.Read(animals.Folder), 0, 0, StampsSplit.ZeroShot);
        var (captions, motion) = (scene.Captions, scene.Movement.Factors.Motion.Label());

        Assert.StartsWith($"a brown cow {motion} ", captions["selected_video_caption"][0]);
        Assert.Equal(["the sound of a brown cow"], captions["selected_audio_caption"]);
        Assert.Equal(["cow."], captions["asr_captions"]);
        Assert.EndsWith("with the sound of a brown cow and a voice says cow", captions["avs_captions"][0]);
        Assert.Equal(["animal", "background", "motion", "speed", "then"], scene.Factors.Keys.Order());
    }

    [Fact]
    public void The_photograph_is_where_the_state_says_and_what_is_transparent_does_not_show()
    {
        var picture = StampPicture.Read(StampLibrary.Read(animals.Folder)[0].Picture, StampPainter.LongestSide(64), default);
        var drawn = StampScene.Draw(StampLibrary.Read(animals.Folder), 0, 0, StampsSplit.Train);
        var movement = drawn.Movement with
        {
            Factors = drawn.Movement.Factors with { Motion = ShapeMotion.Right, Then = null, Background = ShapeBackground.Plain },
            Start = new ShapeState(0, 0.5, 0, 0.5),
            FirstRate = 1.0 / 3,
        };

        var clip = StampPainter.Paint(drawn with { Movement = movement, Mirrored = false }, picture, 64);
        var mirrored = StampPainter.Paint(drawn with { Movement = movement, Mirrored = true }, picture, 64);

        // Half a picture wide: at frame 0 it straddles the edge. Its left half is red, its right half blue, its upper quarter transparent over green.
        (byte, byte, byte) Colour(VideoClip c, int t, int x, int y) => (c.Frame(t)[((y * 64) + x) * 3], c.Frame(t)[(((y * 64) + x) * 3) + 1], c.Frame(t)[(((y * 64) + x) * 3) + 2]);
        var behind = Colour(clip, 0, 32, 2);
        Assert.Equal((254, 0, 0), Near(Colour(clip, 0, 58, 36)));
        Assert.Equal((0, 0, 254), Near(Colour(clip, 0, 6, 36)));
        Assert.Equal((0, 0, 254), Near(Colour(mirrored, 0, 58, 36)));
        Assert.Equal(behind, Colour(clip, 0, 58, 19));
        Assert.Equal((254, 0, 0), Near(Colour(clip, 12, 26, 36))); // 1.5 s later, half a picture farther
        Assert.Equal(behind, Colour(clip, 12, 2, 36));
    }

    // Scaling may lose a step or two.
    private static (int, int, int) Near((byte R, byte G, byte B) c) => (Near(c.R), Near(c.G), Near(c.B));

    private static int Near(byte value) => value > 250 ? 254 : value < 4 ? 0 : value;

    [Fact]
    public void Files_have_pictures_and_sound()
    {
        using var folder = new TemporaryFolder();
        var options = new StampFilesOptions { Train = 2, Validation = 0, Test = 0, ZeroShot = 1, Size = 32 };

        var result = StampFiles.Write(animals.Folder, folder.Path, options);
        var again = StampFiles.Write(animals.Folder, folder.Path, options);

        Assert.Equal((3, 0, 0, 3), (result.Made, result.Kept, again.Made, again.Kept));
        var clip = ClipManifest.Read(folder.File("zero_shot.jsonl")).Clips[0];
        Assert.Equal("cow", clip.Factors["animal"]);
        Assert.Equal(24, VideoReader.Read(clip.Path, FrameSelection.All).Frames);
        Assert.True(VideoProbe.Probe(clip.Path).HasAudio);
    }

    [Fact]
    public void The_name_comes_first_and_what_is_too_long_fades()
    {
        var sound = StampSound.Mix([.. Enumerable.Repeat((short)1000, 8000)], [.. Enumerable.Repeat((short)2000, 60_000)]);

        Assert.Equal(48_000, sound.Length);
        Assert.All(sound[1600..9600], s => Assert.Equal(1000, s));
        Assert.All(sound[9600..19_200], s => Assert.Equal(0, s));
        Assert.All(sound[19_200..47_000], s => Assert.Equal(2000, s));
        Assert.InRange(sound[^1], 0, 20);
    }

    [Fact]
    public void Missing_stamps_are_named()
    {
        using var empty = new TemporaryFolder();

        Assert.Contains("has 0 animals", Assert.Throws<ManifestException>(() => StampLibrary.Read(empty.Path)).Message);
        Assert.Contains("no folder", Assert.Throws<ManifestException>(() => StampLibrary.Read(empty.File("absent"))).Message);
    }

    /// <summary>Six animals after the package's fashion: left half red, right half blue, the upper quarter transparent with green beneath.</summary>
    public sealed class Animals : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Animals()
        {
            var folder = Directory.CreateDirectory(Folder).CreateSubdirectory("animals").FullName;
            var pixels = Enumerable.Range(0, 40 * 40).SelectMany(i => i < 400 ? new byte[] { 0, 200, 0, 0 } : i % 40 < 20 ? [255, 0, 0, 255] : [0, 0, 255, 255]).ToArray();
            File.WriteAllBytes(_folder.File("ape.rgba"), pixels);
            Run("-f", "rawvideo", "-pix_fmt", "rgba", "-s", "40x40", "-i", _folder.File("ape.rgba"), "-frames:v", "1", Path.Combine(folder, "ape.png"));
            Run("-f", "lavfi", "-i", "sine=500:d=0.3", "-c:a", "libvorbis", Path.Combine(folder, "ape.ogg"));
            foreach (var (name, caption) in new[] { ("ape", "An ape."), ("bee", "A bee."), ("cow", "A brown cow."), ("dog", "A dog."), ("emu", "An emu."), ("fly", "A fly.") })
            {
                var stem = Path.Combine(folder, name);
                File.WriteAllText(stem + ".txt", $"{caption}\nfr.utf8=Une bête.\n");
                if (name != "ape")
                {
                    File.Copy(Path.Combine(folder, "ape.png"), stem + ".png");
                    File.Copy(Path.Combine(folder, "ape.ogg"), stem + ".ogg");
                }

                if (name != "fly") File.Copy(Path.Combine(folder, "ape.ogg"), stem + "_desc.ogg");
            }
        }

        public string Folder => _folder.File("stamps");

        public void Dispose() => _folder.Dispose();

        private static void Run(params string[] arguments)
        {
            using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", .. arguments]);
            ffmpeg.WaitForExit();
            Assert.Equal(0, ffmpeg.ExitCode);
        }
    }
}
