using InternVideo2.Data;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Video;

/// <summary>The multi-modal stages' pre-processing equals the official one: 8-bit pictures to one grey level, as rounding allows (stage 2, 10.4).</summary>
public sealed class AlignmentTransformTests
{
    [GoldenTheory("stage2/frame_transforms")]
    public void Every_output_is_reproduced(string file)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFile(file);
        var clip = Clip(golden.Read("in.frames_u8"), file);
        var size = golden.Int("resolution");
        Check(golden, "test.resized_u8", "test.normalised", clip, new ClipCrop(0, 0, clip.Width, clip.Height), new WholePictureTransform { Size = size });
        foreach (var (number, part) in golden.Config.GetProperty("crops").EnumerateArray().Index())
        {
            int Of(string name) => part.GetProperty(name).GetInt32();
            var crop = new ClipCrop(Of("left"), Of("top"), Of("width"), Of("height"), part.GetProperty("flip").GetBoolean());
            Check(golden, $"train.{number}.u8", $"train.{number}.normalised", clip, crop, new AlignmentTransform { Size = size });
        }
    }

    [Fact]
    public void A_drawn_part_lies_within_the_picture_and_is_large_enough()
    {
        var transform = new AlignmentTransform { Size = 8 };
        var random = new SeededRandom(3);
        var mirrored = 0;
        for (var i = 0; i < 200; i++)
        {
            var crop = transform.Draw(80, 60, random);
            crop.CheckWithin(80, 60);
            Assert.InRange(crop.Width * crop.Height / 4800.0, 0.48, 1);
            Assert.InRange(crop.Width / (double)crop.Height, 0.72, 1.37);
            mirrored += crop.Flip ? 1 : 0;
        }

        Assert.InRange(mirrored, 60, 140);
        Assert.False((transform with { Flip = false }).Draw(80, 60, random).Flip);
    }

    [Fact]
    public void A_share_of_nothing_is_refused() =>
        Assert.Contains("MinArea is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new AlignmentTransform { MinArea = 0 }.Draw(8, 8, new SeededRandom(0))).Message);

    private static void Check(GoldenFile golden, string bytes, string floats, VideoClip clip, ClipCrop crop, ClipTransform transform)
    {
        var resized = tensor(TorchBicubic.Resize(clip, crop, transform.Size), clip.Frames, transform.Size, transform.Size, 3).permute(0, 3, 1, 2);
        golden.Check($"out.{bytes}", crop.Flip ? resized.flip(-1) : resized, 0, 1);

        var values = new float[transform.Length(clip)];
        if (transform is AlignmentTransform training) training.Apply(clip, crop, values);
        else transform.Apply(clip, new SeededRandom(0), values);
        // One grey level, divided by the smallest deviation.
        golden.Check($"out.{floats}", tensor(values, 3, clip.Frames, transform.Size, transform.Size).transpose(0, 1), 1e-6, 1 / 255.0 / 0.224);
    }

    private static VideoClip Clip(Tensor frames_T3HW, string name)
    {
        var shape = frames_T3HW.shape;
        var pixels = frames_T3HW.permute(0, 2, 3, 1).contiguous().data<byte>().ToArray();
        return new VideoClip(pixels, (int)shape[0], (int)shape[2], (int)shape[3], new double[shape[0]], new int[shape[0]], name);
    }
}
