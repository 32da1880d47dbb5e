using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>
/// One frame tells appearance and nothing about motion; two frames tell the motion. The same classifier learns both: random filters over the
/// picture, rectified, their mean and their energy, then a ridge classifier. With 256 filters, one frame: colour 99, background 77, shape 41, motion 11,
/// speed 50 %; two frames: motion 62, speed 65 %.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ShapesBaselineTests
{
    private const int Side = 28;
    private const int TrainClips = 2000;
    private const int TestClips = 600;

    [Fact]
    public void Motion_needs_two_frames_and_appearance_one()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var train = Draw(0, TrainClips);
        var test = Draw(50_000, TestClips);

        var one = Score(train.Frame, test.Frame, train.Factors, test.Factors);
        var two = Score(cat([train.Frame, train.Change], 1), cat([test.Frame, test.Change], 1), train.Factors, test.Factors);

        // Appearance: far above chance, which is 1/6, 1/4 and 1/6; a linear map of so few filters leaves room above.
        Assert.True(one["colour"].Accuracy.Value > 0.9, $"{one["colour"]}");
        Assert.True(one["background"].Accuracy.Value > 0.6, $"{one["background"]}");
        Assert.True(one["shape"].Accuracy.Value > 0.25, $"{one["shape"]}");

        // Motion: within four standard deviations of guessing, on 600 clips 5.4 and 8.2 points.
        Assert.True(Math.Abs(one["motion"].Accuracy.Value - 0.125) < 4 * Math.Sqrt(0.125 * 0.875 / TestClips), $"{one["motion"]}");
        Assert.True(Math.Abs(one["speed"].Accuracy.Value - 0.5) < 4 * Math.Sqrt(0.25 / TestClips), $"{one["speed"]}");

        Assert.True(two["motion"].Accuracy.Value > 0.4, $"{two["motion"]}");
        Assert.True(two["speed"].Accuracy.Value > 0.5 + (4 * Math.Sqrt(0.25 / TestClips)), $"{two["speed"]}");
    }

    private static Dictionary<string, ProbeScore> Score(
        Tensor train, Tensor test, List<IReadOnlyDictionary<string, string>> trainFactors, List<IReadOnlyDictionary<string, string>> testFactors)
    {
        using var generator = new Generator(5);
        var filters = randn(192L, train.shape[1], 7L, 7L, generator: generator) / Math.Sqrt(49 * train.shape[1]);
        var offsets = randn(192L, generator: generator) * 0.5;
        return LinearProbe.Score(Features(train, filters, offsets), trainFactors, Features(test, filters, offsets), testFactors).ToDictionary(s => s.Factor);
    }

    private static Tensor Features(Tensor pictures, Tensor filters, Tensor offsets)
    {
        var parts = new List<Tensor>();
        for (long i = 0; i < pictures.shape[0]; i += 100)
        {
            using var scope = NewDisposeScope();
            var answers = nn.functional.relu(nn.functional.conv2d(pictures.slice(0, i, i + 100, 1), filters, offsets, strides: [2, 2]));
            parts.Add(cat([answers.mean([2, 3]), answers.square().mean([2, 3]).sqrt()], 1).MoveToOuterDisposeScope());
        }

        return cat(parts, 0);
    }

    // A random frame of each clip, and what has changed three frames later. One motion each, nothing held out.
    private static (Tensor Frame, Tensor Change, List<IReadOnlyDictionary<string, string>> Factors) Draw(int first, int clips)
    {
        string[] asked = ["shape", "colour", "background", "motion", "speed"];
        const int Plane = Side * Side;
        var (frame, change) = (new float[clips * 3 * Plane], new float[clips * 3 * Plane]);
        var factors = new List<IReadOnlyDictionary<string, string>>();
        for (var i = 0; i < clips; i++)
        {
            var scene = ShapesScene.Draw(0, first + i, ShapesSplit.Independent, twoMotions: 0);
            var t = new SeededRandom(9, (ulong)(first + i)).Next(ShapesScene.Frames - 3);
            var clip = ShapesPainter.Paint(scene, Side, t, t + 3);
            factors.Add(asked.ToDictionary(name => name, name => scene.Factors.Labels[name]));
            for (var p = 0; p < 3 * Plane; p++)
            {
                var place = (((i * 3) + (p % 3)) * Plane) + (p / 3);
                frame[place] = (clip.Frame(0)[p] - 100) / 64f;
                change[place] = (clip.Frame(1)[p] - clip.Frame(0)[p]) / 64f;
            }
        }

        return (tensor(frame, clips, 3, Side, Side), tensor(change, clips, 3, Side, Side), factors);
    }
}
