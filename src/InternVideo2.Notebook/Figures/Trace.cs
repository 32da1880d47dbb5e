using System.Text.Json.Serialization;

namespace InternVideo2.Notebook;

/// <summary>One series of a <see cref="Figure"/>, named and shaped as in Plotly's figure schema.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ScatterTrace), "scatter")]
[JsonDerivedType(typeof(BarTrace), "bar")]
[JsonDerivedType(typeof(HeatmapTrace), "heatmap")]
public abstract record Trace
{
    /// <summary>Label in the legend. A trace without a name has no entry.</summary>
    [JsonConverter(typeof(PlotlyText))]
    public string? Name { get; init; }
}

/// <summary>Points (x, y), joined by lines, marked, or both. A pair with NaN or infinity is a gap.</summary>
/// <param name="X">n abscissae.</param>
/// <param name="Y">n ordinates.</param>
public sealed record ScatterTrace(IReadOnlyList<double> X, IReadOnlyList<double> Y) : Trace
{
    public ScatterMode Mode { get; init; } = ScatterMode.Lines;
    public LineStyle? Line { get; init; }
    public MarkerStyle? Marker { get; init; }

    /// <summary>How far each point may be off; null: no bars.</summary>
    [JsonPropertyName("error_y")]
    public ErrorBars? ErrorY { get; init; }

    /// <summary>0–1; 1 is opaque.</summary>
    public double Opacity { get; init; } = 1;
}

/// <summary>Vertical bars through points.</summary>
/// <param name="Array">For each point half the bar's length; one that is not finite is not drawn.</param>
public sealed record ErrorBars(IReadOnlyList<double> Array)
{
    [JsonInclude]
    internal string Type => "data";
}

/// <summary>Vertical bars from zero, one for each category.</summary>
/// <param name="X">n category labels.</param>
/// <param name="Y">n heights.</param>
public sealed record BarTrace([property: JsonConverter(typeof(PlotlyTexts))] IReadOnlyList<string> X, IReadOnlyList<double> Y) : Trace
{
    public MarkerStyle? Marker { get; init; }
}

/// <summary>A matrix as coloured cells: cell (row r, column c) is centred at x = <see cref="X0"/> + c·<see cref="Dx"/>, y = <see cref="Y0"/> + r·<see cref="Dy"/>. NaN has a colour of its own.</summary>
/// <param name="Z">Rows of equal length.</param>
public sealed record HeatmapTrace(IReadOnlyList<IReadOnlyList<double>> Z) : Trace
{
    /// <summary>Abscissa of the first column.</summary>
    public double X0 { get; init; }

    /// <summary>Distance between columns, > 0.</summary>
    public double Dx { get; init; } = 1;

    /// <summary>Ordinate of the first row.</summary>
    public double Y0 { get; init; }

    /// <summary>Distance between rows, > 0.</summary>
    public double Dy { get; init; } = 1;

    public ColorScale Colorscale { get; init; } = ColorScale.Viridis;

    /// <summary>The value of the lowest colour. Null: the smallest finite value.</summary>
    public double? Zmin { get; init; }

    /// <summary>The value of the highest colour. Null: the largest finite value.</summary>
    public double? Zmax { get; init; }

    /// <summary>#rrggbb of cells that are NaN.</summary>
    [JsonIgnore]
    public string NanColor { get; init; } = "#d0d4d9";

    public bool Showscale { get; init; } = true;
    public ColorBar? Colorbar { get; init; }
}

/// <summary>How the points of a <see cref="ScatterTrace"/> are drawn.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScatterMode>))]
public enum ScatterMode
{
    [JsonStringEnumMemberName("lines")] Lines,
    [JsonStringEnumMemberName("markers")] Markers,
    [JsonStringEnumMemberName("lines+markers")] LinesAndMarkers,
}

/// <summary>Dash pattern of a line.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineDash>))]
public enum LineDash
{
    [JsonStringEnumMemberName("solid")] Solid,
    [JsonStringEnumMemberName("dash")] Dash,
    [JsonStringEnumMemberName("dot")] Dot,
}

/// <param name="Color">#rrggbb. Null: the next colour of the figure's colour way.</param>
/// <param name="Width">CSS pixels.</param>
/// <param name="Dash">Pattern.</param>
public sealed record LineStyle(string? Color = null, double Width = 2, LineDash Dash = LineDash.Solid);

/// <param name="Color">#rrggbb. Null: the next colour of the figure's colour way.</param>
/// <param name="Size">Diameter in CSS pixels; ignored for bars.</param>
public sealed record MarkerStyle(string? Color = null, double Size = 6);

/// <param name="Title">What the colours measure.</param>
public sealed record ColorBar(TextLabel? Title = null);
