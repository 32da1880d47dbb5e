using System.Text.Json.Serialization;

namespace InternVideo2.Notebook;

/// <summary>One axis of a figure.</summary>
public sealed record Axis
{
    public TextLabel? Title { get; init; }

    /// <summary>Null: linear, or categories where the traces have labels.</summary>
    public AxisType? Type { get; init; }

    /// <summary>Two ends; on a logarithmic axis their decimal exponents (as in Plotly). Null: from the data.</summary>
    public IReadOnlyList<double>? Range { get; init; }

    /// <summary><see cref="AxisAutorange.Reversed"/> puts small values at the top (rows of a matrix, of a picture). Ignored where <see cref="Range"/> is given.</summary>
    public AxisAutorange? Autorange { get; init; }

    /// <summary>Positions of the ticks. Null: chosen from the range.</summary>
    public IReadOnlyList<double>? Tickvals { get; init; }

    /// <summary>Labels of <see cref="Tickvals"/>, as many.</summary>
    [JsonConverter(typeof(PlotlyTexts))]
    public IReadOnlyList<string>? Ticktext { get; init; }

    public bool Showgrid { get; init; } = true;

    /// <summary>False draws neither line, ticks nor labels.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>"x" on the vertical axis gives both axes the same number of pixels per unit (square cells).</summary>
    public string? Scaleanchor { get; init; }

    [JsonInclude]
    internal bool Automargin => true;

    [JsonInclude]
    internal string Gridcolor => Palette.Grid;

    [JsonInclude]
    internal bool Zeroline => false;
}

[JsonConverter(typeof(JsonStringEnumConverter<AxisType>))]
public enum AxisType
{
    [JsonStringEnumMemberName("linear")] Linear,
    [JsonStringEnumMemberName("log")] Log,
    [JsonStringEnumMemberName("category")] Category,
}

[JsonConverter(typeof(JsonStringEnumConverter<AxisAutorange>))]
public enum AxisAutorange
{
    [JsonStringEnumMemberName("reversed")] Reversed,
}
