using InternVideo2.Evaluation;
using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Notebook.Tests.Ablations;

/// <summary>An ablation can be read as text, table and figure; what was not measured is shown as missing.</summary>
public sealed class AblationViewsTests
{
    private static readonly AblationTable Table = new(
        [Arm(1, 0), Arm(0, 1), Arm(1, 1)],
        [Row("1:0", 1, 20), Row("1:0", 2, 24), Row("0:1", 1, 70), Row("0:1", 2, 76), new("1:1", 1, 3, new Dictionary<string, double>(), new Dictionary<string, Proportion>(), "Step 4: NaN")]);

    [Fact]
    public void The_summary_marks_what_differs_and_says_why_an_arm_was_stopped()
    {
        // Differences 50 and 52: mean 51, t(0.975; 1) · √2 / √2 = 12.71.
        var lines = AblationSummary.Of(Table, reference: "1:0").ToString().Split('\n');
        Assert.Equal("Means with 95 % intervals; Δ to 1:0, paired by seed, ★ told from 0", lines[0]);
        Assert.Matches(@"^0:1 +2  73\.0 ± 38\.1  \+51\.0 ± 12\.7 ★$", lines[4]);
        Assert.Matches(@"^1:1 +1  – +– +seed 1: Step 4: NaN$", lines[5]);
        Assert.DoesNotContain("Δ", AblationSummary.Of(Table).ToString());
    }

    [Fact]
    public void One_seed_has_no_margin() =>
        Assert.Equal("50.0 ± ?", AblationSummary.Text(Estimate.Of([0.5]), "motion"));

    [Fact]
    public void The_heat_map_has_a_cell_for_each_combination_and_a_note_for_each_arm()
    {
        var figure = AblationFigure.Heatmap(Table, "motion");
        var cells = Assert.IsType<HeatmapTrace>(Assert.Single(figure.Data)).Z;
        Assert.Equal([double.NaN, 22, 73, double.NaN], cells.SelectMany(row => row));
        Assert.Equal(["22.0 ± 25.4", "73.0 ± 38.1"], figure.Layout.Annotations!.Select(note => note.Text));
        Assert.Contains("<svg", figure.ToSvg());
    }

    [Fact]
    public void Curves_have_bars_as_long_as_the_margins()
    {
        var figure = AblationFigure.Curves(Table, "Trade-off", arm => arm["alpha2"], "α₂");
        var curve = Assert.IsType<ScatterTrace>(Assert.Single(figure.Data));
        Assert.Equal([0, 1], curve.X);
        Assert.Equal([22, 73], curve.Y);
        Assert.Equal(25.4, curve.ErrorY!.Array[0], 1);
        Assert.Contains("\"error_y\":{\"array\":[25.4", figure.ToPlotlyJson());
        Assert.Contains("motion: 2 points, 22 → 73", figure.ToString());
    }

    private static AblationArm Arm(double alpha1, double alpha2) => new($"{alpha1}:{alpha2}", [("alpha1", alpha1), ("alpha2", alpha2)]);

    private static AblationRow Row(string arm, ulong seed, int hits) =>
        new(arm, seed, 10, new Dictionary<string, double> { ["motion"] = 1 }, new Dictionary<string, Proportion> { ["motion"] = new(hits, 100) });
}
