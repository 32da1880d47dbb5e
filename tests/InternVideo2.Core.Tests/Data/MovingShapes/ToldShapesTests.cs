using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>Told clips are those that are drawn: the same facts, the same questions; shares are as asked for, and nothing else decides than the options.</summary>
public sealed class ToldShapesTests
{
    [Fact]
    public void Words_and_questions_are_those_of_the_clip()
    {
        var told = ToldShapes.Of(ShapesSplit.Test, 50, new() { Described = 1, Shuffled = 0, LeastQuestions = 2, MostQuestions = 4, Seed = 3 });
        for (var index = 0; index < told.Count; index++)
        {
            var scene = ShapesScene.Draw(3, index, ShapesSplit.Test);
            Assert.Equal(ShapesCaptions.Video(scene.Factors), told[index].Words);
            Assert.Subset(ShapesQuestions.Seen(scene).ToHashSet(), told[index].Questions.ToHashSet());
            Assert.Equal(told[index].Questions.Count, told[index].Questions.Distinct().Count());
        }
        Assert.Equal([2, 3, 4], told.Select(clip => clip.Questions.Count).Distinct().Order());
    }

    [Fact]
    public void Shares_are_as_asked_for()
    {
        var told = ToldShapes.Of(ShapesSplit.Train, 1000, new() { Described = 0.6, Shuffled = 0.5, TwoMotions = 0 });
        var captions = Enumerable.Range(0, 1000).Select(index => ShapesCaptions.Video(ShapesScene.Draw(0, index, ShapesSplit.Train, 0).Factors)).ToArray();
        Assert.InRange(told.Count(clip => clip.Words.Length > 0), 550, 650);
        Assert.InRange(told.Zip(captions).Count(pair => pair.First.Words == pair.Second), 250, 350);
        // In any order, but never without what matters.
        Assert.All(told.Zip(captions).Where(pair => pair.First.Words.Length > 0), pair => Assert.Empty(
            pair.Second.Split(' ').Except(pair.First.Words.Split(' ')).Except(["a", "on", "background"])));
        Assert.Equal(captions.Take(9), ToldShapes.Of(ShapesSplit.Train, 9, new() { Described = 1, Shuffled = 0, TwoMotions = 0 }).Select(clip => clip.Words));
    }

    [Fact]
    public void The_order_of_two_motions_is_never_lost()
    {
        var told = ToldShapes.Of(ShapesSplit.Train, 100, new() { Described = 1, Shuffled = 1, TwoMotions = 1 });
        Assert.All(told.Index(), clip => Assert.Equal(ShapesCaptions.Video(ShapesScene.Draw(0, clip.Index, ShapesSplit.Train, 1).Factors), clip.Item.Words));
    }

    [Fact]
    public void What_is_out_of_range_is_refused() =>
        Assert.Contains("MostQuestions is 2; allowed: 3", Assert.Throws<ArgumentOutOfRangeException>(() => ToldShapes.Of(ShapesSplit.Train, 1, new() { MostQuestions = 2 })).Message);
}
