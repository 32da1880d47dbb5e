using System.Globalization;

namespace InternVideo2.Video;

/// <summary>A fraction as containers write it, for example 30000/1001 frames per second. Not reduced; 0/0 means unknown.</summary>
public readonly record struct Rational(long Numerator, long Denominator)
{
    /// <summary>The quotient, or 0 if unknown.</summary>
    public double Value => Denominator == 0 ? 0 : (double)Numerator / Denominator;

    /// <summary>Reads "a/b". Anything else is unknown (0/0).</summary>
    public static Rational Parse(ReadOnlySpan<char> text)
    {
        int slash = text.IndexOf('/');
        return slash > 0
            && long.TryParse(text[..slash], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long numerator)
            && long.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long denominator)
            && denominator != 0
            ? new Rational(numerator, denominator)
            : default;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
