using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>
/// The test finds what the model finds: by contrast, and by the matching head only among the best candidates. Batches and memory change nothing, every
/// pair is compared once, and the report says how it was made.
/// </summary>
public sealed class RetrievalTestTests
{
    // The matching head knows each medium's text; contrast takes the neighbour for as good.
    private static AngleModel Knowing() => new(step: 0.1, (medium, text) => medium == text ? 5 : -Math.Abs(medium - text));

    private static readonly RetrievalOptions Options = new() { Candidates = 3, MediaBatch = 4, TextBatch = 3, PairBatch = 5, Bootstrap = new() { Resamples = 50 } };

    [Fact]
    public void Contrast_matching_and_protocol()
    {
        var report = RetrievalTest.Run(Knowing(), AngleModel.Set(10), Options);

        Assert.Equal(Math.Cos(0.3), report.Scores.Cosines[2, 5], 1e-6);
        Assert.Equal(1, report[ScoreKind.Contrast].MediaToText.Recall(1).Value);
        Assert.Equal(1, report[ScoreKind.Matching].TextToMedia.Recall(1).Value);
        Assert.Equal(0.1, report.Chance(RetrievalDirection.TextToMedia), 1e-12);
        Assert.Equal(
            "angles: 10 videos × 10 texts, one text per medium; 4 frames; texts of at most 32 tokens; match: the best 3 by cosine compared again; dsl: dual softmax of 1 × cosine; 95 % bootstrap intervals over the queries, 50 resamples, seed 0",
            report.Protocol.ToString());
        Assert.StartsWith(report.Protocol.ToString(), report.ToString());
        Assert.Contains("100.0 [100.0, 100.0]", report.ToString());
    }

    [Fact]
    public void Matching_sees_candidates_only_and_each_pair_once()
    {
        // A head that always prefers the first text finds it only where it is a candidate.
        var model = new AngleModel(step: 0.1, (_, text) => -text);
        var report = RetrievalTest.Run(model, AngleModel.Set(10), Options);

        var scores = report.Scores.Matrix(ScoreKind.Matching, RetrievalDirection.MediaToText);
        Assert.Equal([0, -1, -2], Candidates(scores, 1));
        Assert.Equal([-6, -7, -8], Candidates(scores, 7));
        Assert.Equal(model.Pairs.Count, model.Pairs.Distinct().Count());
        Assert.All(model.Pairs, pair => Assert.InRange(Math.Abs(pair.Medium - pair.Text), 0, 2));

        static IEnumerable<int> Candidates(ScoreMatrix scores, int row) => scores.Row(row).ToArray().Where(score => score > MatchedPairs.Elsewhere).Select(score => (int)score);
    }

    [Fact]
    public void Batches_and_memory_change_nothing()
    {
        var whole = RetrievalTest.Run(Knowing(), AngleModel.Set(10), Options with { MediaBatch = 100, TextBatch = 100, PairBatch = 1000 });
        var model = Knowing();
        var pieces = RetrievalTest.Run(model, AngleModel.Set(10), Options with { TokenMemory = 16, MediaBatch = 3, PairBatch = 1 });

        Assert.Equal(10 + 6, model.MediaEncoded); // the tokens of the first batch and of the last, single medium were kept
        foreach (var kind in whole.Scores.Kinds)
        {
            foreach (var direction in Enum.GetValues<RetrievalDirection>())
            {
                var (a, b) = (whole.Scores.Matrix(kind, direction), pieces.Scores.Matrix(kind, direction));
                for (var row = 0; row < a.Rows; row++) Assert.Equal(a.Row(row).ToArray().Select(x => (double)x), b.Row(row).ToArray().Select(x => (double)x), (x, y) => Math.Abs(x - y) < 1e-6);
            }
        }
    }

    [Fact]
    public void Models_that_only_contrast_are_not_asked_to_match()
    {
        var model = Knowing();
        var report = RetrievalTest.Run(model, AngleModel.Set(4), Options with { Candidates = 0 });
        Assert.Empty(model.Pairs);
        Assert.Contains("contrast only", report.Protocol.ToString());
        Assert.Throws<ArgumentException>(() => report[ScoreKind.Matching]);
    }

    [Fact]
    public void Models_without_a_head_for_such_media_contrast_only()
    {
        var model = new AngleModel(step: 0.1, (_, _) => 0) { HasHead = false };
        Assert.Contains("contrast only", RetrievalTest.Run(model, AngleModel.Set(4), Options).Protocol.ToString());
        Assert.Contains("no matching head for media of type Video", Assert.Throws<ArgumentException>(() => MatchingExam.Run(model, AngleModel.Set(4))).Message);
        Assert.Empty(model.Pairs);
    }

    [Fact]
    public void Texts_that_fill_the_limit_are_counted()
    {
        // Lengths are 2, 3, 4, 2, 3, 4.
        var report = RetrievalTest.Run(Knowing(), AngleModel.Set(6), Options with { Candidates = 0, MaxTextTokens = 3 });
        Assert.Contains("texts of at most 3 tokens (4 fill the limit)", report.Protocol.ToString());
    }

    [Fact]
    public void Prompts_of_a_class_are_averaged()
    {
        // Two classes of two prompts each, at 0 and 0.1 and at 0.2 and 0.3 radians.
        var set = AngleModel.Set(4) with { Truth = GroundTruth.Classes([0, 0, 1, 1], 2), PromptsPerText = 2 };
        var report = RetrievalTest.Run(Knowing(), set, Options);

        var scores = report.Scores.Matrix(ScoreKind.Contrast, RetrievalDirection.MediaToText);
        double[] powers = [.. Enumerable.Range(0, 4).Select(text => Math.Exp(Math.Cos(0.1 * text)))];
        Assert.Equal((powers[0] + powers[1]) / 2 / powers.Sum(), scores[0, 0], 1e-6);
        Assert.Equal((2, 4), (report.Scores.Matrix(ScoreKind.Matching, RetrievalDirection.TextToMedia).Rows, scores.Rows));
        Assert.Contains("2 texts of 2 prompts, classes: 2 media per text", report.Protocol.ToString());
    }

    [Fact]
    public void Sets_that_contradict_themselves_are_refused()
    {
        var set = AngleModel.Set(4);
        Assert.Contains("4 media, but its ground truth speaks of 3", Refusal(set with { Truth = GroundTruth.Pairs(3) }));
        Assert.Contains("5 texts, but its ground truth speaks of 4", Refusal(set with { Texts = [.. set.Texts, "t4"] }));
        Assert.Contains("Medium 1 has no text", Assert.Throws<ArgumentException>(() => GroundTruth.Of(2, 1, [(0, 0)])).Message);
        Assert.Contains("RetrievalOptions.PairBatch is 0", Assert.Throws<ArgumentOutOfRangeException>(() => RetrievalTest.Run(Knowing(), set, new() { PairBatch = 0 })).Message);

        static string Refusal(RetrievalSet set) => Assert.Throws<ArgumentException>(() => RetrievalTest.Run(Knowing(), set)).Message;
    }
}
