using InternVideo2.Evaluation;
using InternVideo2.Tests.Evaluation.Retrieval;
using Xunit;

namespace InternVideo2.Tests.Evaluation.ZeroShot;

/// <summary>Classes are known by name: prompts are averaged, their order is fixed, figures count what they say, and wrong questions are refused.</summary>
public sealed class ZeroShotTests
{
    private static readonly ZeroShotOptions Numbers = new() { Templates = new("t{}", "t1{}"), MediaBatch = 2, TextBatch = 3 };

    private static AngleModel Model() => new(step: 0.05, (_, _) => 0);

    [Fact]
    public void Sixteen_sentences_for_each_action()
    {
        var prompts = PromptTemplates.Actions.Fill(["Playing the Piano"]);
        Assert.Equal(16, prompts.Distinct().Count());
        Assert.Contains("a photo of action playing the piano", prompts);
        Assert.Contains("playing the piano an action", prompts);
        Assert.Contains("'a {} of {}'", Assert.Throws<ArgumentException>(() => new PromptTemplates("a {} of {}")).Message);
        Assert.Throws<ArgumentException>(() => new PromptTemplates("nothing"));
    }

    [Fact]
    public void Scores_are_means_over_prompts_in_the_order_of_the_names()
    {
        var scores = ClassScores.Of(Model(), "angles", AngleModel.Clips(3), AngleModel.Read, ["3", "1", "2", "1"], Numbers);
        Assert.Equal(["1", "2", "3"], scores.Classes);
        // From number 2 to the prompts "t1" and "t11".
        Assert.Equal((Math.Cos(0.05 * 1) + Math.Cos(0.05 * 9)) / 2, scores.Scores[2, 0], 1e-6);
        Assert.Equal("angles: 3 videos × 3 classes of 2 prompts; 4 frames; texts of at most 32 tokens; contrast only", scores.Protocol);
    }

    [Fact]
    public void Shares_of_right_answers()
    {
        var scores = new ScoreMatrix(3, 6, [9, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 1, 9, 2, 3, 4, 8]);
        var answers = new ClassScores(["a", "b", "c", "d", "e", "f"], scores, "made up");
        var report = ZeroShotReport.Of(answers, ["a", "a", "f"]);
        Assert.Equal((new Proportion(1, 3), new Proportion(2, 3)), (report.Top1, report.Top5));
        Assert.Equal([0, 5, 1], report.Predictions);
        Assert.Equal(new Proportion(1, 2), report.ByClass["a"]);
        Assert.Equal(["a", "f"], report.ByClass.Keys);
        // Over the media, column f holds 5, 6 and 8: the third medium has nearly all of it.
        Assert.Equal(new Proportion(1, 3), report.DualSoftmax.Top1);
        Assert.StartsWith("made up; intervals: 95 %, Wilson", report.ToString());
        Assert.Contains("top-5       66.7", report.ToString());
        Assert.Contains("'g' is not one of the 6 classes", Assert.Throws<ArgumentException>(() => ZeroShotReport.Of(answers, ["a", "a", "g"])).Message);
    }

    [Fact]
    public void Average_precision()
    {
        // Right ones at the places 1 and 3: (1 + 2/3) / 2.
        Assert.Equal(5 / 6.0, MeanAveragePrecision.AveragePrecision([(0.9f, true), (0.8f, false), (0.7f, true), (0.1f, false)]), 1e-12);
        var scores = new ScoreMatrix(4, 3, [4, 1, 0, 3, 2, 0, 2, 9, 0, 9, 9, 0]);
        var precision = MeanAveragePrecision.Of(scores, [[0], [1], [0, 1], []]);
        Assert.Equal(5 / 6.0, precision.ByClass[0], 1e-12);
        Assert.Equal(1, precision.ByClass[1], 1e-12);
        Assert.Equal((2, 3), (precision.ByClass.Count, precision.Media));
        Assert.Equal("mAP 91.7 over 2 classes and 3 media", precision.ToString());
        Assert.Throws<ArgumentException>(() => MeanAveragePrecision.Of(scores, [[], [], [], []]));
    }

    [Fact]
    public void Multiple_choice()
    {
        ChoiceQuestion[] questions = [new(["t5", "t0"], 1), new(["t1", "t2", "t3"], 0), new(["t9", "t4"], 0)];
        var report = MultipleChoice.Run(Model(), "angles", AngleModel.Clips(3), AngleModel.Read, questions);
        Assert.Equal([1, 0, 1], report.Choices);
        Assert.Equal(new Proportion(2, 3), report.Accuracy);
        Assert.Equal(((1 / 2.0) + (1 / 3.0) + (1 / 2.0)) / 3, report.Chance, 1e-12);
        Assert.Equal(1 / (1 + Math.Exp((Math.Cos(0.25) - 1) / 0.1)), report.Probabilities[0][1], 1e-5);
        Assert.Contains("questions of 2–3 options; softmax of cosine / 0.1", report.Protocol);

        Assert.Contains("3 media and 1 questions", Refusal([questions[0]]));
        Assert.Contains("'m1' has 1 options", Refusal([questions[0], new(["t1"], 0), questions[2]]));

        static string Refusal(ChoiceQuestion[] questions) =>
            Assert.Throws<ArgumentException>(() => MultipleChoice.Run(Model(), "angles", AngleModel.Clips(3), AngleModel.Read, questions)).Message;
    }

    [Fact]
    public void The_demo_ranks_texts_by_a_hundred_times_the_cosine()
    {
        using var media = AngleModel.Read(AngleModel.Clips(2), default);
        var best = TextChoice.Of(Model(), media, ["t4", "t1", "t0"], count: 2);
        Assert.Equal(["t1", "t0"], best[1].Select(text => text.Text));
        double[] powers = [.. new[] { 3, 0, 1 }.Select(far => Math.Exp(100 * Math.Cos(0.05 * far)))];
        Assert.Equal(powers[1] / powers.Sum(), best[1][0].Probability, 1e-4);
        Assert.Equal((1, 2), (best[1][0].Index, best[1].Count));
    }
}
