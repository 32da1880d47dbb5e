using System.Text.Json;
using InternVideo2.Evaluation;
using InternVideo2.Stage3;
using InternVideo2.Tests.Golden;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Chat;

/// <summary>Questions with options are written and answers to them are judged as in the published evaluations.</summary>
public sealed class OptionRuleTests
{
    private static readonly Dictionary<string, OptionRule> s_published = new()
    {
        ["mvbench_notebook"] = OptionRule.Contained,
        ["step_eval"] = OptionRule.Contained,
        ["demo_mistral_hd"] = OptionRule.ContainedLetter,
    };

    [GoldenTheory("stage3/mvbench")]
    [Trait("Category", "Golden")]
    public void Answers_are_judged_as_published(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        foreach (var check in golden.RootElement.GetProperty("checks").EnumerateArray())
        {
            var (said, right) = (check.GetProperty("pred").GetString()!, check.GetProperty("gt").GetString()!);
            foreach (var (name, rule) in s_published)
            {
                var expected = check.GetProperty(name);
                // A text in its place: the published code fails there.
                if (expected.ValueKind == JsonValueKind.String) Assert.Throws<ArgumentException>(() => rule.Accepts(said, right));
                else Assert.True(expected.GetBoolean() == rule.Accepts(said, right), $"{name}: '{said}' for '{right}'");
            }
        }
    }

    [GoldenTheory("stage3/mvbench")]
    [Trait("Category", "Golden")]
    public void Questions_are_written_as_published(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        foreach (var row in golden.RootElement.GetProperty("questions").EnumerateArray())
        {
            var data = row.GetProperty("data");
            string[] options = [.. data.GetProperty("candidates").EnumerateArray().Select(option => option.GetString()!)];
            Assert.Equal(row.GetProperty("question").GetString(), OptionPrompt.Text(data.GetProperty("question").GetString()!, options));
            Assert.Equal(row.GetProperty("answer").GetString(), OptionPrompt.Option(options, Array.IndexOf(options, data.GetProperty("answer").GetString())));
        }
    }

    [GoldenTheory("stage3/mvbench")]
    [Trait("Category", "Golden")]
    public void Prompts_are_those_of_the_evaluation_notebooks(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        var questions = golden.RootElement.GetProperty("questions").EnumerateArray().ToDictionary(row => row.GetProperty("question").GetString()!, row => row.GetProperty("data"));
        foreach (var row in golden.RootElement.GetProperty("prompts").EnumerateArray())
        {
            var data = questions[row.GetProperty("question").GetString()!];
            var request = new OptionPrompt().Request(0, data.GetProperty("question").GetString()!, [.. data.GetProperty("candidates").EnumerateArray().Select(option => option.GetString()!)]);
            var prompt = new ChatPrompt { System = request.System, Question = request.Question, AnswerPrefix = request.AnswerPrefix };
            Assert.Equal(row.GetProperty("vicuna").GetString(), ConversationTemplate.Of(PromptStyle.Vicuna).Chat(prompt));
            Assert.Equal(row.GetProperty("mistral").GetString(), ConversationTemplate.Of(PromptStyle.Mistral).Chat(prompt));
        }
    }

    [Theory]
    [InlineData("(A) red", true)]
    [InlineData("a", true)]
    [InlineData("A.", true)]
    [InlineData("A) red", true)]
    [InlineData("(A): red", true)]
    [InlineData("(B) red", false)]
    [InlineData("(AB)", false)]
    [InlineData("(", false)]
    [InlineData("", false)]
    [InlineData("The answer is A", false)]
    public void Our_rule_wants_the_letter(string answer, bool right) => Assert.Equal(right, OptionRule.SameLetter.Accepts(answer, "(A) red"));

    [Fact]
    public void A_right_answer_without_text_and_options_without_choice_are_refused()
    {
        Assert.Contains("'(A)'", Assert.Throws<ArgumentException>(() => OptionRule.Contained.Accepts("(A)", "(A)")).Message);
        Assert.Contains("2 … 26", Assert.Throws<ArgumentOutOfRangeException>(() => OptionPrompt.Option(["one"], 0)).Message);
    }

    [Fact]
    public void The_answer_is_the_first_line_behind_the_bracket()
    {
        Assert.Equal("(B) no", new OptionPrompt().Answer("B) no\nbecause"));
        Assert.Equal("B", new OptionPrompt { AnswerPrefix = "" }.Answer("B\n"));
    }
}
