using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace InternVideo2.Notebook.Tests.Notebooks;

/// <summary>What the committed notebooks of stage 3 show after training in full.</summary>
public sealed class CommittedChatTests
{
    [Theory]
    [InlineData("07-stage3-instruction-tuning.ipynb", new[] { "colour", "shape", "motion", "speed" })]
    [InlineData("09-end-to-end.ipynb", new[] { "colour", "motion", "speed" })]
    public void Questions_about_clips_that_were_never_seen_are_answered_better_than_before(string name, string[] kinds)
    {
        var outputs = string.Concat(NotebookFile.Read(name).CodeCells.Select(cell => cell.GetProperty("outputs").ToString()));
        foreach (var kind in kinds)
        {
            var row = Regex.Match(outputs, $@"\b{kind} ([\d., \[\]]+) above a guess");
            Assert.True(row.Success, $"{kind}: no row says that its answers are told from a guess");
            var intervals = Regex.Matches(row.Groups[1].Value, @"\[(\d+\.\d), (\d+\.\d)\]");
            Assert.True(Number(intervals[^1].Groups[1]) > Number(intervals[0].Groups[2]), $"{kind}: {row}");
        }
    }

    [Theory]
    [InlineData("stage1.safetensors")]
    [InlineData("stage2.safetensors")]
    [InlineData("bridge.safetensors")]
    [InlineData("connection.safetensors")]
    [InlineData("chat")]
    public void Every_stage_from_files_to_chat_reads_what_an_earlier_one_wrote(string file)
    {
        var cells = NotebookFile.Read("09-end-to-end.ipynb").CodeCells.Select(NotebookFile.Source).Where(text => text.Contains($"At(\"{file}\")", StringComparison.Ordinal)).ToList();

        Assert.Matches($@"(Write|Save)\(At\(""{file}""\)", cells[0]);
        Assert.Contains(cells[1..], text => Regex.IsMatch(text, $@"(Open|Of|Load)\(At\(""{file}""\)"));
    }

    [Theory]
    [InlineData("1 distillation")]
    [InlineData("2 alignment")]
    [InlineData("3.1 alignment")]
    [InlineData("3.2 connection")]
    [InlineData("3.3 instruction")]
    public void The_bill_from_files_to_chat_names_what_each_stage_cost(string stage)
    {
        var bill = NotebookFile.Read("09-end-to-end.ipynb").CodeCells.Select(cell => cell.GetProperty("outputs").ToString()).Single(output => output.Contains("weights that learn  ", StringComparison.Ordinal));

        // Weights, steps, clips, seconds, clips a second, share of the time.
        Assert.Matches($@"{Regex.Escape(stage)} +[1-9][\d,]* +[1-9]\d* +[1-9][\d,]* +\d+\.\d +[1-9]\d* +\d+ %", bill);
    }

    private static double Number(Group digits) => double.Parse(digits.Value, CultureInfo.InvariantCulture);
}
