using System.Text.Json;
using System.Text.Json.Serialization;

namespace InternVideo2.Notebook;

/// <summary>A map from 0–1 to a colour, through evenly spaced stops. Serialises as Plotly's list of [position, colour] pairs.</summary>
[JsonConverter(typeof(PlotlyConverter))]
public sealed class ColorScale
{
    private readonly Rgb[] _stops;

    private ColorScale(string name, params string[] stops)
    {
        Name = name;
        _stops = Array.ConvertAll(stops, Rgb.Parse);
    }

    /// <summary>For quantities from low to high. Perceptually even, readable in grey and by colour-blind readers (matplotlib's viridis).</summary>
    public static ColorScale Viridis { get; } = new(nameof(Viridis),
        "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725");

    /// <summary>For signed quantities around a neutral middle (ColorBrewer's RdBu, blue low).</summary>
    public static ColorScale BlueRed { get; } = new(nameof(BlueRed),
        "#053061", "#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7", "#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f");

    /// <summary>For heat drawn over a picture: black, through purple and orange, to pale yellow (matplotlib's inferno).</summary>
    public static ColorScale Inferno { get; } = new(nameof(Inferno),
        "#000004", "#1b0c41", "#4a0c6b", "#781c6d", "#a52c60", "#cf4446", "#ed6925", "#fb9b06", "#f7d13d", "#fcffa4");

    /// <summary>White to black.</summary>
    public static ColorScale Greys { get; } = new(nameof(Greys), "#ffffff", "#000000");

    public string Name { get; }

    /// <summary>The colour at <paramref name="t"/>, clamped to 0–1.</summary>
    /// <exception cref="ArgumentException"><paramref name="t"/> is NaN.</exception>
    public Rgb At(double t)
    {
        if (double.IsNaN(t)) throw new ArgumentException("A colour scale has no colour for NaN.");
        var position = Math.Clamp(t, 0, 1) * (_stops.Length - 1);
        var lower = Math.Min((int)position, _stops.Length - 2);
        return Rgb.Mix(_stops[lower], _stops[lower + 1], position - lower);
    }

    public override string ToString() => Name;

    private sealed class PlotlyConverter : JsonConverter<ColorScale>
    {
        public override ColorScale Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Figures are written as JSON, never read.");

        public override void Write(Utf8JsonWriter writer, ColorScale value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            for (var i = 0; i < value._stops.Length; i++)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(Math.Round((double)i / (value._stops.Length - 1), 4));
                writer.WriteStringValue(value._stops[i].ToString());
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
    }
}
