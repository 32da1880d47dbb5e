using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using InternVideo2.Tests;
using Xunit;

namespace InternVideo2.Notebook.Tests.Notebooks;

/// <summary>
/// Every notebook runs from a clean kernel, through Jupyter and our kernel, as <c>./iv2 notebooks --abridged</c> runs it: all cells, with short trainings
/// where a cell's metadata say how. What they show after training in full is tested on the committed copies. Needs what <c>./iv2 test</c> sets up: the
/// published kernel and the sample clips.
/// </summary>
[Trait("Category", "Slow")]
public sealed partial class NotebookExecutionTests
{
    public static TheoryData<string> Names => NotebookFile.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_notebook_runs_to_its_end(string name)
    {
        using var output = new TemporaryFolder();
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(RepositoryFolder.Path, "scripts", "run_notebook.py"), "--abridged", Path.Combine(NotebookFile.Folder, name), output.Path, "iv2-csharp"])
        {
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(RepositoryFolder.Path, "artifacts", "jupyter");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name} failed; ./iv2 setup prepares what it needs.\n{errors}");
        Assert.True(new FileInfo(output.File(Path.ChangeExtension(name, ".html"))).Length > 100_000);
    }

    [Fact]
    public void The_second_notebook_shows_both_losses_falling_and_a_run_that_survives_being_killed()
    {
        var notebook = NotebookFile.Read("02-stage1-distillation.ipynb");
        var resumed = notebook.CodeCells.Single(cell => cell.GetProperty("id").GetString() == "resume-table").GetProperty("outputs").ToString();
        Assert.Contains("20 of 20 steps agree to the last bit", resumed);
        Assert.DoesNotContain("DIFFERENT", resumed);

        var chart = notebook.CodeCells.Single(cell => cell.GetProperty("id").GetString() == "train").GetProperty("outputs")[0].GetProperty("data").GetProperty("application/vnd.plotly.v1+json");
        foreach (var name in new[] { "spatial/middle", "spatial/final", "motion" })
        {
            var curve = chart.GetProperty("data").EnumerateArray().Single(trace => trace.GetProperty("name").GetString() == name);
            var losses = curve.GetProperty("y").EnumerateArray().Select(y => y.GetDouble()).ToList();
            Assert.True(losses[^10..].Average() < losses[..10].Average() / 2, $"{name}: {losses[..10].Average()} → {losses[^10..].Average()}");
        }
    }

    [Fact]
    public void The_ablation_names_every_difference_with_its_interval_and_says_which_are_real()
    {
        var cells = NotebookFile.Read("03-ablation-alpha.ipynb").CodeCells.ToDictionary(cell => cell.GetProperty("id").GetString()!, cell => cell.GetProperty("outputs").ToString());
        Assert.Contains("15 students trained and examined, 0 stopped", cells["run"]);
        foreach (var factor in new[] { "shape", "colour", "background", "motion", "speed" })
            Assert.Matches($@"{factor}: [+−]?\d+\.\d ± \d+\.\d points, (not told from chance|a gain|a loss)", cells["verdict"]);
        Assert.Contains("paper Δ", cells["signs"]);
    }

    [Fact]
    public void Captions_find_their_clips_far_more_often_than_by_chance_after_both_phases_of_stage_2()
    {
        var cells = Outputs("05-stage2-alignment.ipynb");
        double Lowest(string cell) => double.Parse(FoundByContrast().Match(cells[cell]).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(Lowest("before"), 0, 2);
        // The lower ends of the intervals against ten times the share of a guess among 150 clips.
        Assert.InRange(Lowest("after-train"), 10 * 100 / 150.0, 100);
        Assert.InRange(Lowest("after-second"), 10 * 100 / 150.0, 100);
        Assert.Matches("masked alignment: 6 of 6 losses agree to the last bit", cells["resumed"]);
        Assert.Matches("unmasked post-pretraining: 6 of 6 losses agree to the last bit", cells["resumed"]);
    }

    [Fact]
    public void The_ablation_of_beta_compares_with_the_paper_and_says_what_is_not_told_from_0()
    {
        var cells = Outputs("06-ablation-beta.ipynb");
        Assert.Contains("21 models trained and examined, 0 stopped", cells["run"]);
        Assert.Matches(@"R@1: [+−]?\d+\.\d ± \d+\.\d, (not )?told from 0", cells["verdict"]);
        Assert.Matches("the same|the opposite|ours is not told from 0", cells["signs"]);
    }

    private static Dictionary<string, string> Outputs(string name) => NotebookFile.Read(name).CodeCells.ToDictionary(
        cell => cell.GetProperty("id").GetString()!, cell => cell.GetProperty("outputs").ToString());

    [GeneratedRegex(@"sim   t2v +\d+\.\d \[(\d+\.\d)")]
    private static partial Regex FoundByContrast();
}
