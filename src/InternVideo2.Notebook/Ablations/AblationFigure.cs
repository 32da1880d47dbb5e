using System.Globalization;
using InternVideo2.Training;

namespace InternVideo2.Notebook;

/// <summary>Figures of an ablation.</summary>
public static class AblationFigure
{
    /// <summary>One measure over two settings as coloured cells with their means and margins; combinations that were not tried stay grey.</summary>
    /// <param name="table">The results.</param>
    /// <param name="measure">A factor, or "loss:" and a term.</param>
    /// <param name="x">The setting of the columns.</param>
    /// <param name="y">The setting of the rows, small values at the bottom.</param>
    /// <param name="title">Null: the measure.</param>
    public static Figure Heatmap(AblationTable table, string measure, string x = "alpha1", string y = "alpha2", string? title = null)
    {
        var (columns, rows) = (Values(table, x), Values(table, y));
        var cells = rows.Select(_ => columns.Select(_ => double.NaN).ToArray()).ToArray();
        var notes = new List<Annotation>();
        var scale = AblationSummary.IsLoss(measure) ? 1 : 100;
        var means = table.Arms.Select(arm => (Arm: arm, Mean: table.Mean(arm.Name, measure))).Where(m => m.Mean is not null).ToList();
        var middle = means.Count == 0 ? 0 : means.Average(m => m.Mean!.Value.Mean);
        foreach (var (arm, mean) in means)
        {
            var (column, row) = (Array.IndexOf(columns, arm[x]), Array.IndexOf(rows, arm[y]));
            cells[row][column] = scale * mean!.Value.Mean;
            // Viridis is dark below its middle.
            notes.Add(new Annotation(column, row, AblationSummary.Text(mean, measure)) { Color = mean.Value.Mean > middle ? "#000000" : "#ffffff" });
        }
        return new([new HeatmapTrace(cells) { Name = measure, Colorbar = new(AblationSummary.Title(measure)) }], new()
        {
            Title = title ?? AblationSummary.Title(measure),
            Width = Math.Max(320, 150 + 80 * columns.Length),
            Height = Math.Max(260, 130 + 50 * rows.Length),
            Xaxis = Axis(x, columns),
            Yaxis = Axis(y, rows),
            Annotations = notes,
        });
    }

    /// <summary>One curve with error bars for each measure, over whatever distinguishes the arms.</summary>
    /// <param name="table">The results.</param>
    /// <param name="title">Over the figure.</param>
    /// <param name="x">Where an arm stands on the horizontal axis.</param>
    /// <param name="xTitle">What that is.</param>
    /// <param name="measures">All accuracies (in percent) or all losses; none: the accuracies.</param>
    public static Figure Curves(
        AblationTable table, FigureTitle title, Func<AblationArm, double> x, string xTitle, IReadOnlyList<string>? measures = null)
    {
        measures ??= table.Factors;
        var losses = measures.Count > 0 && AblationSummary.IsLoss(measures[0]);
        var scale = losses ? 1 : 100;
        var traces = measures.Select(measure =>
        {
            var points = table.Arms.Select(arm => (X: x(arm), Mean: table.Mean(arm.Name, measure))).Where(p => p.Mean is not null).OrderBy(p => p.X).ToList();
            return (Trace)new ScatterTrace([.. points.Select(p => p.X)], [.. points.Select(p => scale * p.Mean!.Value.Mean)])
            {
                Name = losses ? measure[AblationTable.LossPrefix.Length..] : measure,
                Mode = ScatterMode.LinesAndMarkers,
                ErrorY = new([.. points.Select(p => scale * p.Mean!.Value.Margin)]),
            };
        });
        return new([.. traces], new()
        {
            Title = title,
            Xaxis = new() { Title = xTitle },
            Yaxis = new() { Title = losses ? "loss" : "accuracy, %" },
        });
    }

    private static double[] Values(AblationTable table, string setting) => [.. table.Arms.Select(arm => arm[setting]).Distinct().Order()];

    // Cells are equally wide whatever the values: weights are often tried in powers.
    private static Axis Axis(string title, double[] values) => new()
    {
        Title = title,
        Tickvals = [.. Enumerable.Range(0, values.Length).Select(i => (double)i)],
        Ticktext = [.. values.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture))],
    };
}
