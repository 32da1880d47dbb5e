using InternVideo2.Data;
using InternVideo2.Video;
using TorchSharp;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Properties of the transforms that hold for any picture.</summary>
public sealed class ClipTransformTests
{
    private static readonly VideoClip s_clip = Noise(frames: 3, height: 40, width: 56);

    public static TheoryData<ClipTransform> Transforms =>
    [
        new PretrainingTransform { Size = 28 },
        new FineTuningTransform { Size = 28, Operations = null, Erasing = null },
        new EvaluationTransform { Size = 28, ShortSide = 32 },
        new EvaluationTransform { Size = 28, ShortSide = 28, Crop = 2 },
    ];

    [Theory]
    [MemberData(nameof(Transforms))]
    public void TheTensorHoldsWhatTheSpanHolds(ClipTransform transform)
    {
        float[] values = new float[transform.Length(s_clip)];
        transform.Apply(s_clip, new SeededRandom(4), values);

        using torch.Tensor tensor = transform.Apply(s_clip, new SeededRandom(4));

        Assert.Equal([3L, 3L, 28L, 28L], tensor.shape);
        Assert.Equal(torch.ScalarType.Float32, tensor.dtype);
        Assert.Equal(values, tensor.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Transforms))]
    public void OneColourStaysThatColour(ClipTransform transform)
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 30 * 44).SelectMany(_ => new byte[] { 200, 100, 7 })];
        var clip = new VideoClip(pixels, 2, 30, 44, [0, 1], [0, 1], "one colour");
        float[] values = new float[transform.Length(clip)];

        transform.Apply(clip, new SeededRandom(9), values);

        int plane = values.Length / 3;
        float[] expected = [((200 / 255f) - 0.485f) / 0.229f, ((100 / 255f) - 0.456f) / 0.224f, ((7 / 255f) - 0.406f) / 0.225f];
        for (int c = 0; c < 3; c++)
        {
            Assert.All(values[(c * plane)..((c + 1) * plane)], value => Assert.Equal(expected[c], value, 1e-5f));
        }
    }

    [Fact]
    public void TheWholePictureAtItsOwnSizeIsUnchanged()
    {
        VideoClip square = Noise(frames: 2, height: 28, width: 28);
        var whole = new ClipCrop(0, 0, 28, 28);

        Assert.Equal(square.Pixels, new PretrainingTransform { Size = 28 }.Resize(square, whole));
        float[] pretraining = new float[3 * 2 * 28 * 28];
        float[] fineTuning = new float[pretraining.Length];
        float[] evaluation = new float[pretraining.Length];
        new PretrainingTransform { Size = 28 }.Apply(square, whole, pretraining);
        new FineTuningTransform { Size = 28 }.Apply(square, whole, fineTuning);
        new EvaluationTransform { Size = 28, ShortSide = 28 }.Apply(square, evaluation);
        Assert.Equal(pretraining, fineTuning);
        Assert.Equal(pretraining, evaluation);
        AssertNormalised(square, pretraining);
    }

    [Fact]
    public void TheMirrorTurnsEveryRow()
    {
        var transform = new PretrainingTransform { Size = 28 };
        var crop = new ClipCrop(3, 2, 30, 34);
        float[] plain = new float[transform.Length(s_clip)];
        float[] mirrored = new float[transform.Length(s_clip)];
        transform.Apply(s_clip, crop, plain);
        transform.Apply(s_clip, crop with { Flip = true }, mirrored);

        Assert.NotEqual(plain, mirrored);
        for (int row = 0; row < plain.Length; row += 28)
        {
            mirrored.AsSpan(row, 28).Reverse();
        }

        Assert.Equal(plain, mirrored);
    }

    [Fact]
    public void MirrorsComeHalfOfTheTimeAndNeverWhenForbidden()
    {
        var random = new SeededRandom(11);
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => new PretrainingTransform().Draw(320, 240, random.Next).Flip), 400, 600);
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => new FineTuningTransform().Draw(320, 240, random).Flip), 400, 600);
        Assert.DoesNotContain(Enumerable.Range(0, 100), _ => new PretrainingTransform { Flip = false }.Draw(320, 240, random.Next).Flip);
        Assert.DoesNotContain(Enumerable.Range(0, 100), _ => new FineTuningTransform { Flip = false }.Draw(320, 240, random).Flip);
    }

    [Theory]
    [InlineData(320, 240)]
    [InlineData(1000, 10)]
    [InlineData(10, 1000)]
    [InlineData(1, 1)]
    public void FineTuningPartsLieWithinThePicture(int width, int height)
    {
        var random = new SeededRandom(2);
        for (int i = 0; i < 500; i++)
        {
            new FineTuningTransform().Draw(width, height, random).CheckWithin(width, height);
        }
    }

    [Fact]
    public void PortraitPicturesAreCutAlongTheirHeight()
    {
        var transform = new EvaluationTransform { Size = 20, ShortSide = 20, Crop = 1, Crops = 3 };
        Assert.Equal((20, 35), transform.ResizedSize(40, 70));
        Assert.Equal((0, 7), transform.Place(20, 35));
        Assert.Equal((0, 8), (transform with { Crop = null }).Place(20, 35)); // 7.5 rounds to the even 8
    }

    [Fact]
    public void ContradictionsAreNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationTransform { Size = 30, ShortSide = 28 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationTransform { Size = 28, ShortSide = 32, Crop = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationTransform { Size = 28, ShortSide = 28, Crop = 3 }.Validate());
        var transform = new PretrainingTransform { Size = 28 };
        Assert.Throws<ArgumentException>(() => transform.Apply(s_clip, new ClipCrop(30, 0, 30, 30), new float[transform.Length(s_clip)]));
        Assert.Throws<ArgumentException>(() => transform.Apply(s_clip, new ClipCrop(0, 0, 30, 30), new float[5]));
    }

    private static void AssertNormalised(VideoClip clip, float[] values)
    {
        float[] table = PixelStatistics.ImageNet.Table();
        for (int i = 0; i < values.Length; i++)
        {
            int c = i / (values.Length / 3);
            int pixel = i % (values.Length / 3);
            Assert.Equal(table[(256 * c) + clip.Pixels[(pixel * 3) + c]], values[i]);
        }
    }

    private static VideoClip Noise(int frames, int height, int width)
    {
        var random = new SeededRandom(1);
        byte[] pixels = [.. Enumerable.Range(0, frames * height * width * 3).Select(_ => (byte)random.Next(256))];
        return new VideoClip(pixels, frames, height, width, new double[frames], [.. Enumerable.Range(0, frames)], "noise");
    }
}
