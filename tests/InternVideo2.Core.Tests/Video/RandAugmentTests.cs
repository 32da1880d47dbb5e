using System.Text.Json;
using InternVideo2.Data;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Picture operations equal Pillow's to the last bit; what is drawn follows the published rule and the seed.</summary>
public sealed class RandAugmentTests
{
    [Fact]
    public void OperationsEqualPillows()
    {
        string path = Path.Combine(RepositoryFolder.Path, "tests", "data", "pillow", "rand-augment.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        (int width, int height) = (root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32());
        var pictures = root.GetProperty("pictures").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetBytesFromBase64());
        JsonElement[] cases = [.. root.GetProperty("cases").EnumerateArray()];
        Assert.Equal(Enum.GetNames<AugmentOperation>().Order(), cases.Select(c => c.GetProperty("operation").GetString()!).Distinct().Order());
        Assert.All(cases, one =>
        {
            var step = new AugmentStep(Enum.Parse<AugmentOperation>(one.GetProperty("operation").GetString()!), one.GetProperty("amount").GetDouble());
            byte[] picture = pictures[one.GetProperty("picture").GetString()!];
            VideoClip result = RandAugment.Apply(new VideoClip(picture, 1, height, width, [0], [0], "picture"), [step]);

            byte[] expected = one.GetProperty("expected").GetBytesFromBase64();
            int wrong = expected.Zip(result.Pixels).Count(p => p.First != p.Second);
            Assert.True(wrong == 0, $"{step} of '{one.GetProperty("picture")}': {wrong} of {expected.Length} bytes differ, the first at {expected.Zip(result.Pixels).Index().FirstOrDefault(p => p.Item.First != p.Item.Second)}.");
        });
    }

    [Theory]
    [InlineData(AugmentOperation.Rotate, 7, false, 21)]
    [InlineData(AugmentOperation.Rotate, 10, true, -30)]
    [InlineData(AugmentOperation.Posterize, 7, false, 2)]
    [InlineData(AugmentOperation.Posterize, 10, false, 0)]
    [InlineData(AugmentOperation.Solarize, 5, false, 128)]
    [InlineData(AugmentOperation.SolarizeAdd, 7, false, 77)]
    [InlineData(AugmentOperation.Color, 10, true, 0.1)]
    [InlineData(AugmentOperation.Sharpness, 5, false, 1.45)]
    [InlineData(AugmentOperation.ShearY, 10, true, -0.3)]
    [InlineData(AugmentOperation.TranslateX, 4, false, 0.18)]
    public void AmountsFollowFromTheMagnitude(AugmentOperation operation, double magnitude, bool negative, double amount) =>
        Assert.Equal(amount, AugmentStep.Of(operation, magnitude, negative).Amount, 1e-12);

    [Fact]
    public void HalfOfTheDrawnOperationsAreApplied()
    {
        var random = new SeededRandom(3);
        AugmentStep[] steps = [.. Enumerable.Range(0, 3000).SelectMany(_ => RandAugment.FineTuning.Draw(random))];

        Assert.InRange(steps.Length, 5800, 6200);
        Assert.All(Enum.GetValues<AugmentOperation>(), operation => Assert.InRange(steps.Count(s => s.Operation == operation), 320, 480));
        double[] turns = [.. steps.Where(s => s.Operation == AugmentOperation.Rotate).Select(s => s.Amount)];
        Assert.InRange(turns.Average(Math.Abs), 20.5, 21.5);
        Assert.InRange(turns.Average(), -3, 3);
    }

    [Fact]
    public void FramesAreTreatedAlikeAndTheClipStays()
    {
        byte[] frame = [.. Enumerable.Range(0, 8 * 9 * 3).Select(i => (byte)(i * 37))];
        var clip = new VideoClip([.. frame, .. frame], 2, 8, 9, [0, 1], [0, 1], "clip");
        AugmentStep[] steps = [new(AugmentOperation.Rotate, 20), new(AugmentOperation.Equalize, 0), new(AugmentOperation.Sharpness, 1.5)];

        VideoClip result = RandAugment.Apply(clip, steps);

        Assert.Equal(result.Frame(0).ToArray(), result.Frame(1).ToArray());
        Assert.Equal(frame, clip.Frame(0).ToArray());
        Assert.NotEqual(frame, result.Frame(0).ToArray());
        Assert.Same(clip, RandAugment.Apply(clip, []));
    }

    [Fact]
    public void AQuarterOfTheClipsAreErasedInOnePlaceWithFreshNoise()
    {
        var random = new SeededRandom(8);
        ClipCrop[] holes = [.. Enumerable.Range(0, 2000).Select(_ => new RandomErasing().Draw(60, 40, random)).OfType<ClipCrop>()];
        Assert.InRange(holes.Length, 430, 570);
        Assert.All(holes, hole =>
        {
            hole.CheckWithin(60, 40);
            Assert.InRange(hole.Width * hole.Height / 2400.0, 0.01, 0.36);
        });

        float[] clip = new float[3 * 2 * 40 * 60];
        new RandomErasing { Probability = 1 }.Apply(clip, 2, 40, 60, new SeededRandom(1));
        float[][] planes = [.. clip.Chunk(40 * 60)];
        int[] Touched(float[] plane) => [.. plane.Index().Where(v => v.Item != 0).Select(v => v.Index)];
        Assert.NotEmpty(Touched(planes[0]));
        Assert.All(planes, plane => Assert.Equal(Touched(planes[0]), Touched(plane)));
        Assert.Equal(6, planes.Select(plane => plane[Touched(plane)[0]]).Distinct().Count());
    }
}
