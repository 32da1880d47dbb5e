using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>The exam asks about each medium with its own text, a random one and the most similar wrong one, and counts right answers.</summary>
public sealed class MatchingExamTests
{
    [Fact]
    public void Three_questions_about_each_medium()
    {
        // This head takes near neighbours for matches: it passes with random texts mostly, and never with the hardest ones.
        var model = new AngleModel(step: 0.05, (medium, text) => Math.Abs(medium - text) <= 1 ? 1 : -1);
        var accuracy = MatchingExam.Run(model, AngleModel.Set(20), new() { MediaBatch = 6, PairBatch = 4 });

        Assert.Equal((1, 0), (accuracy.Matches.Value, accuracy.Hard.Value));
        Assert.InRange(accuracy.Random.Value, 0.7, 1);
        Assert.Equal((0.5, (1 + accuracy.Random.Value) / 2), (accuracy.OnHard, accuracy.OnRandom));
        Assert.Equal(60, model.Pairs.Count);
        Assert.All(model.Pairs.Chunk(3), asked => Assert.True(asked[0].Medium == asked[0].Text && asked[1].Medium != asked[1].Text && Math.Abs(asked[2].Medium - asked[2].Text) == 1));
        Assert.StartsWith("angles: 20 videos × their own text, one of 20 drawn with seed 0", accuracy.ToString());
    }

    [Fact]
    public void A_text_equal_to_the_own_one_is_not_foreign()
    {
        var set = AngleModel.Set(3) with { Texts = ["t0", "t0", "t2"] };
        var model = new AngleModel(step: 0.05, (_, _) => 0);
        MatchingExam.Run(model, set);
        Assert.Equal([2, 2, 2, 2], model.Pairs.Take(6).Chunk(3).SelectMany(asked => asked[1..].Select(pair => pair.Text)));

        var same = set with { Texts = ["t0", "t0", "t0"] };
        Assert.Contains("no wrong one", Assert.Throws<ArgumentException>(() => MatchingExam.Run(model, same)).Message);
    }
}
