namespace InternVideo2.Notebook.Svg;

/// <summary>The names of the traces, side by side under the title, in as many rows as they need.</summary>
internal sealed class LegendDrawing
{
    private const double Size = 11.5, RowHeight = 18, KeyWidth = 20, KeyGap = 6, EntryGap = 18;

    private readonly List<(Trace Trace, string Color, string Name, double X, int Row)> _entries = [];

    public LegendDrawing(Figure figure, double room)
    {
        var named = figure.Data.Select((trace, i) => (Trace: trace, Color: TraceDrawing.ColorOf(trace, i))).Where(t => t.Trace.Name is not null && t.Trace is not HeatmapTrace).ToList();
        if (!(figure.Layout.Showlegend ?? named.Count > 1)) return;

        double x = 0;
        var row = 0;
        foreach (var (trace, color) in named)
        {
            var name = SvgText.Fit(trace.Name!, Size, room - KeyWidth - KeyGap);
            var width = KeyWidth + KeyGap + SvgText.Width(name, Size);
            if (x > 0 && x + width > room) (x, row) = (0, row + 1);
            _entries.Add((trace, color, name, x, row));
            x += width + EntryGap;
        }
        Height = named.Count == 0 ? 0 : (row + 1) * RowHeight;
    }

    /// <summary>CSS pixels; 0 without a legend.</summary>
    public double Height { get; }

    public void Draw(SvgCanvas canvas, double left, double top)
    {
        foreach (var (trace, color, name, x, row) in _entries)
        {
            var (keyX, y) = (left + x, top + (row * RowHeight) + (RowHeight / 2));
            if (trace is BarTrace) canvas.Rect(keyX + 4, y - 6, 12, 12, color, radius: 2);
            if (trace is ScatterTrace scatter)
            {
                if (scatter.Mode != ScatterMode.Markers)
                    canvas.Polyline([(keyX, y), (keyX + KeyWidth, y)], color, Math.Max(2, scatter.Line?.Width ?? 2), scatter.Line?.Dash ?? LineDash.Solid, Math.Max(0.5, scatter.Opacity));
                if (scatter.Mode != ScatterMode.Lines) canvas.Circle(keyX + (KeyWidth / 2), y, 3.5, color);
            }
            canvas.Text(keyX + KeyWidth + KeyGap, y + 4, name, Size, Palette.Ink);
        }
    }
}
