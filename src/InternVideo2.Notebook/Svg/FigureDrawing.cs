namespace InternVideo2.Notebook.Svg;

/// <summary>
/// The one renderer of figures. Works outside in: the title, the legend and the axis labels take what they need, the plot gets the rest,
/// and <see cref="TraceDrawing"/> fills it.
/// </summary>
internal sealed class FigureDrawing
{
    private const double Padding = 14, TickSize = 11, LabelSize = 12, TitleSize = 15;
    private const double BarGap = 14, BarWidth = 12;

    private readonly Figure _figure;
    private readonly SvgCanvas _canvas;
    private readonly LegendDrawing _legend;
    private double _left, _top, _right, _bottom;

    private FigureDrawing(Figure figure, SvgCanvas canvas)
    {
        (_figure, _canvas) = (figure, canvas);
        _legend = new(figure, figure.Layout.Width - (2 * Padding));
    }

    private FigureLayout Layout => _figure.Layout;

    /// <summary>The figure as a document of its own.</summary>
    public static string Document(Figure figure)
    {
        var canvas = new SvgCanvas(figure.Layout.Width, figure.Layout.Height);
        Draw(figure, canvas);
        return canvas.Document();
    }

    /// <summary>Draws the figure with its top left corner at the canvas' origin.</summary>
    public static void Draw(Figure figure, SvgCanvas canvas)
    {
        figure.Layout.Validate();
        new FigureDrawing(figure, canvas).Draw();
    }

    private void Draw()
    {
        var heat = _figure.Data.OfType<HeatmapTrace>().FirstOrDefault();
        var heatRange = heat is null ? default : HeatRange(heat);
        var barTicks = heat is { Showscale: true } ? Ticks.Linear(heatRange.Low, heatRange.High, 5) : null;

        var header = DrawTitle();
        _top = header + _legend.Height + (_legend.Height > 0 ? 4 : 0);
        _bottom = Layout.Height - Padding - (Layout.Xaxis.Visible ? TickSize + 8 : 0) - (Layout.Xaxis.Title is null ? 0 : LabelSize + 6);
        var (y0, y1) = DataRange.OfY(_figure);
        var yTicks = TicksOf(Layout.Yaxis, y0, y1, (_bottom - _top) / 42, WholeNumbers(y: true));
        _left = Padding + (Layout.Yaxis.Title is null ? 0 : LabelSize + 8) + (Layout.Yaxis.Visible ? Widest(yTicks.Labels) + 8 : 0);
        _right = Layout.Width - Padding - (barTicks is null ? 4 : BarGap + BarWidth + 6 + Widest(barTicks.Labels) + (heat!.Colorbar?.Title is null ? 0 : LabelSize + 6));
        var (x0, x1) = DataRange.OfX(_figure);
        if (Layout.Yaxis.Scaleanchor == "x") KeepSquare(Math.Abs(x1 - x0), Math.Abs(y1 - y0));

        var x = new AxisScale(x0, x1, Layout.Xaxis.Type == AxisType.Log, _left, _right);
        var y = new AxisScale(y0, y1, Layout.Yaxis.Type == AxisType.Log, _bottom, _top);
        var xTicks = XTicks(x0, x1);

        if (heat is null) DrawGrid(x, xTicks, y, yTicks);
        var traces = new TraceDrawing(_figure, _canvas, x, y);
        _canvas.Clipped(_left - 1, _top - 1, _right - _left + 2, _bottom - _top + 2, () => traces.Draw(heatRange));
        DrawAxes(x, xTicks, y, yTicks, framed: heat is not null && (Layout.Xaxis.Visible || Layout.Yaxis.Visible));
        DrawNotes(x, y);
        _legend.Draw(_canvas, Padding, header);
        if (barTicks is not null) DrawColorBar(heat!, heatRange, barTicks);
    }

    private double DrawTitle()
    {
        var y = Padding;
        var room = Layout.Width - (2 * Padding);
        if (Layout.Title is not { } title) return y;
        _canvas.Text(Padding, y + TitleSize - 2, SvgText.Fit(title.Text, TitleSize, room, bold: true), TitleSize, Palette.Ink, bold: true);
        y += TitleSize + 6;
        if (title.Subtitle is { } subtitle)
        {
            _canvas.Text(Padding, y + LabelSize - 1, SvgText.Fit(subtitle.Text, LabelSize, room), LabelSize, Palette.SoftInk);
            y += LabelSize + 6;
        }
        return y + 5;
    }

    private void DrawGrid(AxisScale x, Ticks xTicks, AxisScale y, Ticks yTicks)
    {
        if (Layout.Yaxis.Showgrid && Layout.Yaxis.Visible)
        {
            foreach (var v in yTicks.Minor) _canvas.Line(_left, y.Pixel(v), _right, y.Pixel(v), Palette.Grid, 0.4);
            foreach (var v in yTicks.Values) _canvas.Line(_left, y.Pixel(v), _right, y.Pixel(v), Palette.Grid);
        }
        if (Layout.Xaxis.Showgrid && Layout.Xaxis.Visible && DataRange.Categories(_figure) is null)
        {
            foreach (var v in xTicks.Minor) _canvas.Line(x.Pixel(v), _top, x.Pixel(v), _bottom, Palette.Grid, 0.4);
            foreach (var v in xTicks.Values) _canvas.Line(x.Pixel(v), _top, x.Pixel(v), _bottom, Palette.Grid);
        }
    }

    private void DrawAxes(AxisScale x, Ticks xTicks, AxisScale y, Ticks yTicks, bool framed)
    {
        if (framed)
        {
            _canvas.Line(_right, _top, _right, _bottom, Palette.AxisLine);
            _canvas.Line(_left, _top, _right, _top, Palette.AxisLine);
        }
        if (DataRange.Categories(_figure) is not null && y is { IsLogarithmic: false, Low: < 0, High: > 0 })
            _canvas.Line(_left, y.Pixel(0), _right, y.Pixel(0), Palette.AxisLine);
        if (Layout.Xaxis.Visible) _canvas.Line(_left, _bottom, _right, _bottom, Palette.AxisLine);
        if (framed) _canvas.Line(_left, _top, _left, _bottom, Palette.AxisLine);
        if (Layout.Xaxis.Visible)
        {
            foreach (var (value, label) in xTicks.Values.Zip(xTicks.Labels))
            {
                if (framed) _canvas.Line(x.Pixel(value), _bottom, x.Pixel(value), _bottom + 3, Palette.AxisLine);
                _canvas.Text(x.Pixel(value), _bottom + TickSize + 5, label, TickSize, Palette.SoftInk, Anchor.Middle);
            }
        }
        if (Layout.Yaxis.Visible)
        {
            foreach (var (value, label) in yTicks.Values.Zip(yTicks.Labels))
            {
                if (framed) _canvas.Line(_left - 3, y.Pixel(value), _left, y.Pixel(value), Palette.AxisLine);
                _canvas.Text(_left - 6, y.Pixel(value) + (TickSize * 0.36), label, TickSize, Palette.SoftInk, Anchor.End);
            }
        }
        if (Layout.Xaxis.Title is { } xTitle)
            _canvas.Text((_left + _right) / 2, _bottom + (Layout.Xaxis.Visible ? TickSize + 8 : 0) + LabelSize + 3, xTitle.Text, LabelSize, Palette.Ink, Anchor.Middle);
        if (Layout.Yaxis.Title is { } yTitle)
        {
            var yTitleX = _left - (Layout.Yaxis.Visible ? Widest(yTicks.Labels) + 8 : 0) - 9;
            _canvas.Text(yTitleX, (_top + _bottom) / 2, yTitle.Text, LabelSize, Palette.Ink, Anchor.Middle, degrees: -90);
        }
    }

    private void DrawNotes(AxisScale x, AxisScale y)
    {
        foreach (var note in Layout.Annotations ?? [])
        {
            var anchor = note.Xanchor switch { "left" => Anchor.Start, "right" => Anchor.End, _ => Anchor.Middle };
            _canvas.Text(x.OfExponent(note.X), y.OfExponent(note.Y), note.Text, TickSize, note.Color, anchor);
        }
    }

    private void DrawColorBar(HeatmapTrace heat, (double Low, double High) range, Ticks ticks)
    {
        const int steps = 64;
        var left = _right + BarGap;
        var height = _bottom - _top;
        // Each step reaches a little under the next one, so that no hairline shows between them.
        for (var i = 0; i < steps; i++)
            _canvas.Rect(left, _bottom - (height * (i + 1) / steps), BarWidth, (height / steps) + (i == 0 ? 0 : 0.6), heat.Colorscale.At((i + 0.5) / steps).ToString());
        var scale = new AxisScale(range.Low, range.High, false, _bottom, _top);
        foreach (var (value, label) in ticks.Values.Zip(ticks.Labels))
        {
            _canvas.Line(left + BarWidth, scale.Pixel(value), left + BarWidth + 3, scale.Pixel(value), Palette.AxisLine);
            _canvas.Text(left + BarWidth + 6, scale.Pixel(value) + (TickSize * 0.36), label, TickSize, Palette.SoftInk);
        }
        if (heat.Colorbar?.Title is { } title)
            _canvas.Text(left + BarWidth + 6 + Widest(ticks.Labels) + 13, (_top + _bottom) / 2, title.Text, LabelSize, Palette.Ink, Anchor.Middle, degrees: -90);
    }

    private void KeepSquare(double columns, double rows)
    {
        var unit = Math.Min((_right - _left) / columns, (_bottom - _top) / rows);
        _right = _left + (unit * columns);
        _bottom = _top + (unit * rows);
    }

    private Ticks XTicks(double x0, double x1)
    {
        if (DataRange.Categories(_figure) is { } categories && Layout.Xaxis.Tickvals is null)
        {
            var room = (_right - _left) / categories.Count * 0.95;
            return new([.. Enumerable.Range(0, categories.Count).Select(i => (double)i)], [.. categories.Select(c => SvgText.Fit(c, TickSize, room))], []);
        }
        return TicksOf(Layout.Xaxis, x0, x1, (_right - _left) / 52, WholeNumbers(y: false));
    }

    private static Ticks TicksOf(Axis axis, double from, double to, double count, bool integers)
    {
        if (axis.Tickvals is { } values) return new(values, axis.Ticktext ?? [.. values.Select(Ticks.Label)], []);
        var (low, high) = (Math.Min(from, to), Math.Max(from, to));
        return axis.Type == AxisType.Log
            ? Ticks.Logarithmic(Math.Pow(10, low), Math.Pow(10, high), (int)count)
            : Ticks.Linear(low, high, (int)count, integers);
    }

    /// <summary>Rows and columns of a matrix, and abscissae that are all whole (steps, epochs), get no ticks between whole numbers.</summary>
    private bool WholeNumbers(bool y) =>
        _figure.Data.Any(t => t is HeatmapTrace) || (!y && _figure.Data.OfType<ScatterTrace>().SelectMany(t => t.X).All(double.IsInteger));

    private static (double Low, double High) HeatRange(HeatmapTrace heat)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in heat.Z.SelectMany(row => row).Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        (low, high) = (heat.Zmin ?? (low > high ? 0 : low), heat.Zmax ?? (low > high ? 1 : high));
        return high > low ? (low, high) : (low, low + Math.Max(1e-12, Math.Abs(low) * 1e-6));
    }

    private static double Widest(IReadOnlyList<string> labels) => labels.Count == 0 ? 0 : labels.Max(l => SvgText.Width(l, TickSize));
}
