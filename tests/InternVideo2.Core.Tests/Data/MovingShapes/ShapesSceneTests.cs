using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>
/// A scene follows from its three numbers alone; training never shows a held-out combination and the composition test always does; no frame's
/// state depends on what moves, or how fast.
/// </summary>
public sealed class ShapesSceneTests
{
    private static IEnumerable<ShapesScene> Scenes(ShapesSplit split, int clips, double twoMotions = 0.25) =>
        Enumerable.Range(0, clips).Select(i => ShapesScene.Draw(3, i, split, twoMotions));

    [Fact]
    public void Numbers_decide_everything()
    {
        Assert.Equal(ShapesScene.Draw(1, 17, ShapesSplit.Train), ShapesScene.Draw(1, 17, ShapesSplit.Train));
        ShapesScene[] others =
        [
            ShapesScene.Draw(2, 17, ShapesSplit.Train), ShapesScene.Draw(1, 18, ShapesSplit.Train), ShapesScene.Draw(1, 17, ShapesSplit.Test),
        ];
        Assert.All(others, other => Assert.NotEqual(ShapesScene.Draw(1, 17, ShapesSplit.Train).Start, other.Start));
        Assert.Equal(4, others.Append(ShapesScene.Draw(1, 17, ShapesSplit.Train)).Select(s => s.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(ShapesSplit.Train)]
    [InlineData(ShapesSplit.Validation)]
    [InlineData(ShapesSplit.Test)]
    [InlineData(ShapesSplit.RetrievalHard)]
    public void Held_out_combinations_do_not_occur(ShapesSplit split) =>
        Assert.DoesNotContain(Scenes(split, 2000), scene => HeldOut.Any(scene.Factors));

    [Fact]
    public void The_composition_test_asks_for_each_kind_alike()
    {
        var scenes = Scenes(ShapesSplit.TestComposition, 300).ToList();

        Assert.All(scenes, scene => Assert.True(HeldOut.Any(scene.Factors)));
        Assert.All(scenes.Where((_, i) => i % 3 == 2), scene => Assert.True(HeldOut.Order(scene.Factors)));
        Assert.All(Scenes(ShapesSplit.TestComposition, 100, twoMotions: 0), scene => Assert.Null(scene.Factors.Then));
    }

    [Fact]
    public void Reversed_orders_are_in_training()
    {
        var held = Scenes(ShapesSplit.TestComposition, 600).Where(s => HeldOut.Order(s.Factors)).Select(s => (s.Factors.Motion, s.Factors.Then!.Value)).Distinct().ToList();
        var trained = Scenes(ShapesSplit.Train, 8000).Select(s => (s.Factors.Motion, s.Factors.Then)).ToHashSet();

        Assert.Equal(8, held.Count);
        Assert.All(held, pair => Assert.Contains((pair.Item2, (ShapeMotion?)pair.Motion), trained));
        Assert.All(held, pair => Assert.DoesNotContain((pair.Motion, (ShapeMotion?)pair.Item2), trained));
    }

    [Fact]
    public void Hard_retrieval_needs_sight_sound_and_speech()
    {
        var captions = Scenes(ShapesSplit.RetrievalHard, 200).Select(s => s.Factors).ToList();

        Assert.Equal(50, captions.Select(ShapesCaptions.Video).Distinct().Count());
        Assert.Equal(100, captions.Select(ShapesCaptions.AudioVideo).Distinct().Count());
        Assert.Equal(200, captions.Select(ShapesCaptions.AudioVideoSpeech).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => ShapesScene.Draw(0, 6720, ShapesSplit.RetrievalHard));
        Assert.NotNull(ShapesScene.Draw(0, 6719, ShapesSplit.RetrievalHard));
    }

    [Fact]
    public void A_quarter_of_the_clips_has_two_different_motions()
    {
        var scenes = Scenes(ShapesSplit.Independent, 4000).ToList();

        Assert.InRange(scenes.Count(s => s.Factors.Then is not null), 1000 - 110, 1000 + 110); // four standard deviations
        Assert.DoesNotContain(scenes, s => s.Factors.Then == s.Factors.Motion);
    }

    /// <summary>
    /// For every motion and speed, at the first and at the last frame, each coordinate of the state is spread evenly: χ² over 8 bins stays below
    /// its 1 in 10⁶ bound (7 degrees of freedom: 40.5) in all 128 cells.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(23)]
    public void No_frame_depends_on_motion_or_speed(int frame)
    {
        foreach (var group in Scenes(ShapesSplit.Independent, 16_000).GroupBy(s => (s.Factors.Motion, s.Factors.Speed)))
        {
            var states = group.Select(s => s.At(frame)).ToList();
            Assert.InRange(states.Count, 800, 1200);
            foreach (Func<ShapeState, double> coordinate in (Func<ShapeState, double>[])[s => s.X, s => s.Y, s => s.Angle, s => s.SizePhase])
            {
                var expected = states.Count / 8.0;
                var chi2 = states.GroupBy(s => (int)(coordinate(s) * 8)).Sum(bin => Math.Pow(bin.Count() - expected, 2) / expected);
                Assert.True(chi2 < 40.5, $"{group.Key}: χ² = {chi2:0.0}");
            }
        }
    }

    [Fact]
    public void A_step_between_sampled_frames_stays_below_half_a_turn()
    {
        // With 4 of 24 frames neighbours are six frames apart; faster objects would seem to go the other way.
        foreach (var scene in Scenes(ShapesSplit.Independent, 2000, twoMotions: 0))
        {
            var (a, b) = (scene.At(2), scene.At(8));
            var turned = Step(a.Angle, b.Angle);
            var grown = Step(a.SizePhase, b.SizePhase);
            var (right, down) = (Step(a.X, b.X), Step(a.Y, b.Y));
            double[] steps = [-right, right, -down, down, turned, -turned, grown, -grown];
            Assert.InRange(steps[(int)scene.Factors.Motion], 0.08, 0.4);
            Assert.Equal(3, steps.Where((_, i) => i % 2 == 0).Count(s => Math.Abs(s) < 1e-9));
        }
    }

    [Fact]
    public void The_second_motion_begins_where_the_first_one_ends()
    {
        foreach (var scene in Scenes(ShapesSplit.Train, 500, twoMotions: 1))
        {
            Assert.Equal(scene.Start.After(scene.Factors.Motion, 1.5 * scene.FirstRate), scene.At(12));
            Assert.Equal(scene.At(12).After(scene.Factors.Then!.Value, 0.125 * scene.ThenRate), scene.At(13));
        }
    }

    [Theory]
    [InlineData(0UL, -1, 0.25)]
    [InlineData(0UL, 100_000, 0.25)]
    [InlineData(ulong.MaxValue, 0, 0.25)]
    [InlineData(0UL, 0, 1.5)]
    public void Numbers_out_of_range_are_refused(ulong seed, int index, double twoMotions) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ShapesScene.Draw(seed, index, ShapesSplit.Train, twoMotions));

    private static double Step(double from, double to) => to - from - Math.Round(to - from);
}
