using System.Globalization;

namespace InternVideo2.Notebook;

/// <summary>One 8-bit sRGB colour.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>Parses <c>#rrggbb</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static Rgb Parse(string hex) =>
        hex.Length == 7 && hex[0] == '#' && int.TryParse(hex.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : throw new FormatException($"A colour is written as #rrggbb; got '{hex}'.");

    /// <summary>The colour at fraction <paramref name="t"/> (0–1) of the way from <paramref name="a"/> to <paramref name="b"/>.</summary>
    public static Rgb Mix(Rgb a, Rgb b, double t) => new(Blend(a.R, b.R, t), Blend(a.G, b.G, t), Blend(a.B, b.B, t));

    /// <summary>Brightness as the eye weighs it (BT.601), 0–255.</summary>
    public byte Luma => (byte)(((299 * R) + (587 * G) + (114 * B)) / 1000);

    /// <summary>The grey of this brightness.</summary>
    public static Rgb Grey(int brightness) => new((byte)brightness, (byte)brightness, (byte)brightness);

    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    private static byte Blend(byte a, byte b, double t) => (byte)Math.Clamp(Math.Round(a + ((b - a) * t)), 0, 255);
}
