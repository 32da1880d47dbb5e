using System.Text.RegularExpressions;
using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>Conversations ask about no more than a medium shows, and their answers are true; the facts have every answer there is beside the right one.</summary>
public sealed class ShapesConversationsTests
{
    private static readonly List<ShapesScene> s_scenes = [.. Enumerable.Range(0, 300).Select(i => ShapesScene.Draw(0, i, ShapesSplit.Independent))];

    [Fact]
    public void Facts_are_asked_for_with_all_answers()
    {
        var facts = s_scenes.SelectMany(scene => ShapesFact.Of(scene.Factors).Select(fact => (scene.Factors, Fact: fact))).ToList();

        Assert.All(facts, f => Assert.Single(f.Fact.Options, f.Fact.Answer));
        Assert.Equal([6, 6, 4, 8, 2], ShapesFact.Of(s_scenes[0].Factors).Select(fact => fact.Options.Distinct().Count()));
        Assert.Equal([true, true, true, false, false], ShapesFact.Of(s_scenes[0].Factors).Select(fact => fact.IsAppearance));
        var f = s_scenes[0].Factors with { Colour = ShapeColour.Purple, Shape = ShapeForm.Ring, Background = ShapeBackground.Noisy, Motion = ShapeMotion.Growing, Then = null, Speed = ShapeSpeed.Slowly };
        Assert.Equal(["Purple.", "It is a ring.", "It is noisy.", "It keeps growing.", "Slow."], ShapesFact.Of(f).Select(fact => fact.Answer));
        Assert.Equal("What does the object do?", ShapesFact.Of(f)[3].Question);
        Assert.Equal("What does the object do first?", ShapesFact.Of(f with { Then = ShapeMotion.Up })[3].Question);
    }

    [Fact]
    public void Nothing_is_asked_that_is_not_shown()
    {
        var seen = s_scenes.SelectMany(ShapesQuestions.Seen).ToList();
        var picture = s_scenes.SelectMany(ShapesQuestions.SeenInFrame).ToList();

        Assert.Equal((300 * 14, 300 * 9), (seen.Count, picture.Count));
        Assert.DoesNotMatch("word|voice|melody|instrument|hear", string.Join('\n', seen.Concat(picture)));
        Assert.DoesNotMatch("move|spin|keep|fast|slow|quick| do ", string.Join('\n', picture).Replace("moving object", "object"));
        Assert.Equal(ShapesQuestions.Seen(s_scenes[3]), ShapesQuestions.Seen(ShapesScene.Draw(0, 3, ShapesSplit.Independent)));
    }

    [Fact]
    public void Yes_and_no_are_true_and_one_of_four_is_right()
    {
        foreach (var scene in s_scenes)
        {
            var f = scene.Factors;
            string[] values = [f.Colour.Label(), f.Shape.Label(), f.Background.Label(), f.Motion.Label()];
            var questions = ShapesQuestions.Seen(scene);
            var checks = questions.Where(q => q.Answer is "Yes." or "No.").ToList();
            Assert.Equal(4, checks.Count);
            Assert.All(checks, q => Assert.Equal(q.Answer == "Yes.", values.Any(value => Regex.IsMatch(q.Question, $@"\b{value}\?"))));
            var choices = questions.Where(q => q.Question.Contains("(A)", StringComparison.Ordinal)).ToList();
            Assert.Equal(3, choices.Count);
            Assert.All(choices, q => Assert.Contains(q.Answer[4..], values));
            Assert.All(choices, q => Assert.Contains(q.Answer, q.Question, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(MediaType.Image)]
    [InlineData(MediaType.Video)]
    [InlineData(MediaType.Audio)]
    [InlineData(MediaType.AudioVideo)]
    public void A_medium_comes_with_what_it_shows(MediaType media)
    {
        using var shapes = new ShapesMedia(new ShapesMediaOptions { Speech = false });
        using var source = new MediaMixer([shapes.Conversations(ShapesSplit.Train, 6, media, new ConversationChoice())], new ClipDatasetOptions { BatchSize = 2 });
        using var batch = source.Next();
        var scene = ShapesScene.Draw(0, int.Parse(batch.Ids[1][^5..]), ShapesSplit.Train);
        IEnumerable<ClipQuestion> expected =
        [
            .. media switch { MediaType.Image => ShapesQuestions.SeenInFrame(scene), MediaType.Audio => [], _ => ShapesQuestions.Seen(scene) },
            .. media is MediaType.Audio or MediaType.AudioVideo ? ShapesQuestions.Heard(scene, speech: false) : [],
        ];

        Assert.Equal((media, media != MediaType.Audio), (batch.Media, batch.HasFrames));
        Assert.Equal(expected.OrderBy(q => q.Question, StringComparer.Ordinal), batch.Questions[1].OrderBy(q => q.Question, StringComparer.Ordinal));
    }

    [Fact]
    public void Three_questions_are_asked_unless_told_otherwise()
    {
        using var shapes = new ShapesMedia(new ShapesMediaOptions { Speech = false });
        using var source = new MediaMixer([shapes.Conversations(ShapesSplit.Train, 4)], new ClipDatasetOptions { BatchSize = 4 });
        using var first = source.Next();
        using var second = source.Next();

        Assert.All(first.Questions.Concat(second.Questions), questions => Assert.Equal(3, questions.Count));
        Assert.NotEqual(first.Questions[0], second.Questions[second.Ids.ToList().IndexOf(first.Ids[0])]);
        Assert.Throws<ArgumentOutOfRangeException>(() => shapes.Conversations(ShapesSplit.Train, 4, MediaType.Text));
    }
}
