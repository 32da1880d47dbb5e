using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using InternVideo2.Data;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Sizes and places of the pre-training crop are the official ones, in the official order, and every draw lies within the picture.</summary>
public sealed partial class MultiScaleCropTests
{
    [GoldenTheory("multiscale_crop")]
    public void SizesAndPlacesAreTheOfficialOnes(string file)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        JsonProperty[] cases = [.. golden.RootElement.EnumerateObject()];
        Assert.NotEmpty(cases);
        foreach (JsonProperty item in cases)
        {
            int[] numbers = [.. Number().Matches(item.Name).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture))];
            (int width, int height, int size) = (numbers[0], numbers[1], numbers[2]);
            (int, int)[] sizes = Pairs(item.Value.GetProperty("pairs_w_h"));

            Assert.Equal(sizes, MultiScaleCrop.Sizes(width, height, size));
            JsonElement offsets = item.Value.GetProperty("offsets_w_h");
            foreach ((int w, int h) in sizes)
            {
                Assert.Equal(Pairs(offsets.GetProperty($"{w}x{h}")), MultiScaleCrop.Places(width, height, w, h));
            }
        }
    }

    [Theory]
    [InlineData(320, 240, 224)]
    [InlineData(64, 48, 224)]
    [InlineData(27, 200, 28)]
    [InlineData(1, 1, 2)]
    public void EveryPartLiesWithinThePicture(int width, int height, int size)
    {
        var random = new SeededRandom(5);
        for (int i = 0; i < 500; i++)
        {
            ClipCrop crop = MultiScaleCrop.Draw(width, height, size, random.Next);
            crop.CheckWithin(width, height);
        }
    }

    [Fact]
    public void SizeThenPlaceAreDrawnUniformly()
    {
        var draws = new RecordedDraws([(10, 3), (13, 4)]);

        // Size 3 is 0.875 × 0.875 of 240; place 4 is the centre.
        Assert.Equal(new ClipCrop(2 * (110 / 4), 2 * (30 / 4), 210, 210), MultiScaleCrop.Draw(320, 240, 224, draws.Next));
        draws.AssertAllUsed();
    }

    private static (int, int)[] Pairs(JsonElement list) => [.. list.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()))];

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
