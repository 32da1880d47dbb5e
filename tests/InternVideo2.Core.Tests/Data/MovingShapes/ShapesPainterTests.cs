using InternVideo2.Data.MovingShapes;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>Pictures show the scene: colour, place, size, the bar's angle; the object wraps; only the frames asked for are drawn, and always alike.</summary>
public sealed class ShapesPainterTests
{
    private static ShapesScene Scene(ShapeForm form = ShapeForm.Circle, ShapeMotion motion = ShapeMotion.Right, ShapeState? start = null)
    {
        var drawn = ShapesScene.Draw(0, 0, ShapesSplit.Independent, 0);
        return drawn with
        {
            Factors = drawn.Factors with { Shape = form, Motion = motion, Colour = ShapeColour.White, Background = ShapeBackground.Plain },
            Start = start ?? new ShapeState(0.5, 0.5, 0, 0.5),
            FirstRate = 0.4,
            Brightness = 1,
        };
    }

    // Pixels of the white object, bar excluded.
    private static List<(double X, double Y)> White(VideoClip clip, int t) =>
    [
        .. from y in Enumerable.Range(0, clip.Height)
           from x in Enumerable.Range(0, clip.Width)
           where clip.Frame(t)[((y * clip.Width) + x) * 3] > 200
           select ((x + 0.5) / clip.Width, (y + 0.5) / clip.Height),
    ];

    [Fact]
    public void Chosen_frames_are_those_of_the_whole_clip()
    {
        var scene = ShapesScene.Draw(0, 5, ShapesSplit.Train);
        var all = ShapesPainter.PaintAll(scene, 32);

        var some = ShapesPainter.Paint(scene, 32, 7, 3, -1, 7);

        Assert.Equal([7, 3, 23, 7], some.Indices);
        Assert.Equal([0.875, 0.375, 2.875, 0.875], some.Timestamps);
        foreach (var (frame, t) in some.Indices.Select((frame, t) => (frame, t)))
        {
            Assert.True(all.Frame(frame).SequenceEqual(some.Frame(t)));
        }

        Assert.Equal(all.Pixels, ShapesPainter.PaintAll(scene, 32).Pixels);
    }

    [Theory]
    [InlineData(ShapeForm.Circle)]
    [InlineData(ShapeForm.Square)]
    [InlineData(ShapeForm.Triangle)]
    [InlineData(ShapeForm.Star)]
    [InlineData(ShapeForm.Ring)]
    [InlineData(ShapeForm.Cross)]
    public void An_object_at_the_corner_is_drawn_at_all_four(ShapeForm form)
    {
        const int Size = 64;
        var middle = ShapesPainter.Paint(Scene(form), Size, 0);
        var corner = ShapesPainter.Paint(Scene(form, start: new ShapeState(0, 0, 0, 0.5)), Size, 0);

        // Half the picture farther right and down, around the edges, it is the same picture.
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var there = ((((y + (Size / 2)) % Size) * Size) + ((x + (Size / 2)) % Size)) * 3;
                Assert.Equal(middle.Pixels[there], corner.Pixels[((y * Size) + x) * 3]);
            }
        }

        Assert.InRange(White(middle, 0).Count, 150, 1200);
    }

    [Theory]
    [InlineData(ShapeMotion.Left, -0.3, 0)]
    [InlineData(ShapeMotion.Right, 0.3, 0)]
    [InlineData(ShapeMotion.Up, 0, -0.3)]
    [InlineData(ShapeMotion.Down, 0, 0.3)]
    public void Directions_are_those_of_the_screen(ShapeMotion motion, double right, double down)
    {
        var clip = ShapesPainter.Paint(Scene(motion: motion), 112, 0, 6);

        var (before, after) = (White(clip, 0), White(clip, 1));
        Assert.Equal(right, after.Average(p => p.X) - before.Average(p => p.X), 0.01);
        Assert.Equal(down, after.Average(p => p.Y) - before.Average(p => p.Y), 0.01);
    }

    [Fact]
    public void Clockwise_turns_the_bar_from_the_top_to_the_right()
    {
        var scene = Scene(motion: ShapeMotion.Clockwise) with { FirstRate = 0.25 / 0.9 };
        var clip = ShapesPainter.Paint(scene, 112, 0, 8);

        Assert.InRange(clip.Frame(0)[((38 * 112) + 56) * 3], 50, 70); // a quarter of white, above the centre
        Assert.InRange(clip.Frame(1)[((56 * 112) + 74) * 3], 50, 70); // and after a quarter of a turn, right of it
        Assert.True(clip.Frame(1)[((38 * 112) + 56) * 3] > 200);
    }

    [Fact]
    public void Growing_grows_and_then_begins_small_again()
    {
        var clip = ShapesPainter.PaintAll(Scene(motion: ShapeMotion.Growing), 56);

        var sizes = Enumerable.Range(0, 24).Select(t => White(clip, t).Count).ToList();
        Assert.Equal(1, sizes.Zip(sizes.Skip(1)).Count(pair => pair.Second < pair.First)); // 0.5 + 0.44 · 23/8 passes 1 once
    }

    [Fact]
    public void Backgrounds_differ_in_how_they_vary()
    {
        var scene = ShapesScene.Draw(0, 1, ShapesSplit.Independent) with { Brightness = 1 };
        var spread = Enum.GetValues<ShapeBackground>().Select(background =>
        {
            var clip = ShapesPainter.Paint(scene with { Factors = scene.Factors with { Background = background }, Start = new ShapeState(0.5, 0.5, 0, 0) }, 56, 0);
            var edge = Enumerable.Range(0, 56).Select(x => (int)clip.Pixels[x * 3]).ToList();
            return edge.Max() - edge.Min();
        }).ToList();

        Assert.Equal(0, spread[0]);
        Assert.All(spread.Skip(1), s => Assert.InRange(s, 12, 90));
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(1025, 0)]
    [InlineData(56, 24)]
    [InlineData(56, -25)]
    public void Sizes_and_frames_out_of_range_are_refused(int size, int frame) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ShapesPainter.Paint(Scene(), size, frame));
}
