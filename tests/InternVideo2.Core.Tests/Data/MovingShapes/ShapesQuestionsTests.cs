using System.Text.RegularExpressions;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>Captions name every fact once, in its own part; questions are five to eight, and their answers are true.</summary>
public sealed class ShapesQuestionsTests
{
    private static readonly List<ShapesScene> s_scenes = [.. Enumerable.Range(0, 600).Select(i => ShapesScene.Draw(0, i, ShapesSplit.Independent))];

    private static IEnumerable<(ShapesFactors Factors, ClipQuestion Question)> All =>
        s_scenes.SelectMany(scene => ShapesQuestions.Of(scene).Select(question => (scene.Factors, question)));

    [Fact]
    public void Captions_are_put_together_from_their_parts()
    {
        var factors = new ShapesFactors(
            ShapeForm.Star, ShapeColour.Red, ShapeBackground.Striped, ShapeMotion.Left, ShapeMotion.Clockwise, ShapeSpeed.Quickly,
            ShapeInstrument.Organ, ShapeContour.Rising, ShapeTempo.Slow, "river", "en-us");

        var captions = ShapesCaptions.All(factors);

        const string seen = "a red star moves left quickly and then spins clockwise quickly on a striped background";
        Assert.Equal([seen], captions["selected_video_caption"]);
        Assert.Equal([seen], captions["caption"]);
        Assert.Equal(["an organ plays a slow rising melody"], captions["selected_audio_caption"]);
        Assert.Equal(["The word is river."], captions["asr_captions"]);
        Assert.Equal([seen + " while an organ plays a slow rising melody"], captions["av_captions"]);
        Assert.Equal([seen + " while an organ plays a slow rising melody and a voice says the word is river"], captions["avs_captions"]);
        Assert.Equal("a red star on a striped background", ShapesCaptions.Frame(factors));
    }

    [Fact]
    public void There_are_five_to_eight_and_always_the_same()
    {
        Assert.All(s_scenes, scene => Assert.InRange(ShapesQuestions.Of(scene).Count, 5, 8));
        Assert.Equal(ShapesQuestions.Of(s_scenes[3]), ShapesQuestions.Of(ShapesScene.Draw(0, 3, ShapesSplit.Independent)));
        Assert.Equal(11, All.Select(q => Regex.IsMatch(q.Question.Question, @"\(A\)") ? "four ways" : q.Question.Answer is "Yes." or "No." ? "yes or no" : Kind(q.Question.Question)).Distinct().Count());
    }

    // Two wordings of one kind: clips with one motion and with two.
    private static string Kind(string question) => question == "How does it move?" ? "What does it do first, and what after that?" : question;

    [Fact]
    public void Yes_and_no_are_true_and_come_alike()
    {
        var asked = All.Where(q => q.Question.Answer is "Yes." or "No.").ToList();

        foreach (var (f, question) in asked)
        {
            string[] values = [f.Colour.Label(), f.Shape.Label(), f.Background.Label(), f.Motion.Label()];
            Assert.Equal(question.Answer == "Yes.", values.Any(value => Regex.IsMatch(question.Question, $@"\b{value}\?")));
        }

        Assert.InRange(asked.Count(q => q.Question.Answer == "Yes.") / (double)asked.Count, 0.38, 0.62);
    }

    [Fact]
    public void One_of_four_ways_is_right_and_a_motion_has_its_opposite_beside_it()
    {
        var asked = All.Where(q => q.Question.Question.Contains("(A)", StringComparison.Ordinal)).ToList();

        foreach (var (f, question) in asked)
        {
            var options = Regex.Matches(question.Question, @"\(([A-D])\) ([^(]+?)(?= \(|$)").Select(m => m.Groups[2].Value).ToList();
            Assert.Equal(4, options.Distinct().Count());
            string[] right = [f.Colour.Label(), f.Shape.Label(), f.Word, f.Motion.Label()];
            var answer = question.Answer[4..];
            Assert.Contains(answer, right);
            Assert.Equal($"({(char)('A' + options.IndexOf(answer))}) {answer}", question.Answer);
            Assert.Single(options.Intersect(right));
            if (answer == f.Motion.Label()) Assert.Contains(f.Motion.Opposite().Label(), options);
        }

        Assert.All("ABCD", letter => Assert.InRange(asked.Count(q => q.Question.Answer[1] == letter) / (double)asked.Count, 0.16, 0.34));
    }
}
