namespace InternVideo2.Notebook.Svg;

/// <summary>Draws the data of a figure into its plot.</summary>
internal sealed class TraceDrawing(Figure figure, SvgCanvas canvas, AxisScale x, AxisScale y)
{
    /// <summary>The colour a trace asks for, else the one its place in the figure gives it.</summary>
    public static string ColorOf(Trace trace, int index) => trace switch
    {
        ScatterTrace { Line.Color: { } color } => color,
        ScatterTrace { Marker.Color: { } color } => color,
        BarTrace { Marker.Color: { } color } => color,
        _ => Palette.Colorway[index % Palette.Colorway.Count],
    };

    /// <param name="heatRange">Values of the ends of the colour scale, where the figure has a heat map.</param>
    public void Draw((double Low, double High) heatRange)
    {
        var bars = figure.Data.OfType<BarTrace>().ToList();
        for (var i = 0; i < figure.Data.Count; i++)
        {
            switch (figure.Data[i])
            {
                case HeatmapTrace heat: DrawHeat(heat, heatRange); break;
                case BarTrace bar: DrawBars(bar, bars.IndexOf(bar), bars.Count, ColorOf(bar, i)); break;
                case ScatterTrace scatter: DrawScatter(scatter, ColorOf(scatter, i)); break;
            }
        }
    }

    private void DrawScatter(ScatterTrace trace, string color)
    {
        var run = new List<(double X, double Y)>();
        var count = Math.Min(trace.X.Count, trace.Y.Count);
        for (var i = 0; i < count; i++)
        {
            var point = (X: x.Pixel(trace.X[i]), Y: y.Pixel(trace.Y[i]));
            if (double.IsFinite(point.X) && double.IsFinite(point.Y)) run.Add(point);
            else FlushLine(run, trace, color);
            if (trace.ErrorY is { } error && i < error.Array.Count) DrawErrorBar(point.X, trace.Y[i], error.Array[i], color);
            if (trace.Mode != ScatterMode.Lines && double.IsFinite(point.X) && double.IsFinite(point.Y))
                canvas.Circle(point.X, point.Y, (trace.Marker?.Size ?? 6) / 2, color, trace.Opacity);
        }
        FlushLine(run, trace, color);
    }

    private void DrawErrorBar(double at, double value, double half, string color)
    {
        const double cap = 4;
        var (low, high) = (y.Pixel(value - half), y.Pixel(value + half));
        if (!double.IsFinite(at) || !double.IsFinite(low) || !double.IsFinite(high)) return;
        canvas.Line(at, low, at, high, color, 1.5);
        canvas.Line(at - cap, low, at + cap, low, color, 1.5);
        canvas.Line(at - cap, high, at + cap, high, color, 1.5);
    }

    private void FlushLine(List<(double X, double Y)> run, ScatterTrace trace, string color)
    {
        if (trace.Mode != ScatterMode.Markers)
        {
            // A point between two gaps would vanish as a line.
            if (run.Count == 1) canvas.Circle(run[0].X, run[0].Y, 1.5, color, trace.Opacity);
            canvas.Polyline(run, color, trace.Line?.Width ?? 2, trace.Line?.Dash ?? LineDash.Solid, trace.Opacity);
        }
        run.Clear();
    }

    private void DrawBars(BarTrace trace, int position, int traces, string color)
    {
        var categories = DataRange.Categories(figure)!;
        var slot = Math.Abs(x.OfExponent(1) - x.OfExponent(0)) * 0.72;
        var width = slot / traces;
        var zero = y.IsLogarithmic ? y.Pixel(y.Low) : y.Pixel(0);
        for (var i = 0; i < Math.Min(trace.X.Count, trace.Y.Count); i++)
        {
            var top = y.Pixel(trace.Y[i]);
            if (!double.IsFinite(top)) continue;
            var left = x.OfExponent(categories.IndexOf(trace.X[i])) - (slot / 2) + (position * width);
            canvas.Rect(left + (width * 0.04), Math.Min(top, zero), width * 0.92, Math.Abs(zero - top), color);
        }
    }

    private void DrawHeat(HeatmapTrace heat, (double Low, double High) range)
    {
        if (heat.Z.Count == 0 || heat.Z[0].Count == 0) return;
        var (left, right) = Sorted(x.OfExponent(heat.X0 - (heat.Dx / 2)), x.OfExponent(heat.X0 + ((heat.Z[0].Count - 0.5) * heat.Dx)));
        var (top, bottom) = Sorted(y.OfExponent(heat.Y0 - (heat.Dy / 2)), y.OfExponent(heat.Y0 + ((heat.Z.Count - 0.5) * heat.Dy)));
        // One pixel of the picture for each device pixel: no viewer can blur the cells by scaling.
        var (width, height) = ((int)Math.Ceiling((right - left) * SvgRasterizer.PixelRatio), (int)Math.Ceiling((bottom - top) * SvgRasterizer.PixelRatio));
        if (width < 1 || height < 1) return;
        var flipX = x.OfExponent(1) < x.OfExponent(0);
        var flipY = y.OfExponent(1) < y.OfExponent(0);
        var nan = Rgb.Parse(heat.NanColor);
        var pixels = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
        {
            var cells = heat.Z[Cell(row, height, heat.Z.Count, flipY)];
            for (var column = 0; column < width; column++)
            {
                var value = cells[Cell(column, width, cells.Count, flipX)];
                var color = double.IsNaN(value) ? nan : heat.Colorscale.At((value - range.Low) / (range.High - range.Low));
                (pixels[((row * width) + column) * 3], pixels[(((row * width) + column) * 3) + 1], pixels[(((row * width) + column) * 3) + 2]) = (color.R, color.G, color.B);
            }
        }
        canvas.Image(left, top, right - left, bottom - top, Png.Encode(pixels, width, height));
    }

    private static int Cell(int pixel, int pixels, int cells, bool flip)
    {
        var cell = (int)((pixel + 0.5) * cells / pixels);
        return flip ? cells - 1 - cell : cell;
    }

    private static (double, double) Sorted(double a, double b) => a < b ? (a, b) : (b, a);
}
