using System.Globalization;

namespace InternVideo2.Notebook;

/// <summary>Positions and labels of the ticks of one axis.</summary>
/// <param name="Values">Positions with a label, rising. On a logarithmic axis the values themselves, not their exponents.</param>
/// <param name="Labels">As many labels.</param>
/// <param name="Minor">Positions of faint grid lines without labels.</param>
public sealed record Ticks(IReadOnlyList<double> Values, IReadOnlyList<string> Labels, IReadOnlyList<double> Minor)
{
    /// <summary>Round numbers (1, 2 or 5 times a power of ten) from <paramref name="low"/> to <paramref name="high"/>, about <paramref name="count"/> of them.</summary>
    /// <param name="low">Lower end, finite.</param>
    /// <param name="high">Upper end, finite, above <paramref name="low"/>.</param>
    /// <param name="count">The wanted number, ≥ 1.</param>
    /// <param name="integers">True where only whole numbers make sense (steps, indices).</param>
    public static Ticks Linear(double low, double high, int count, bool integers = false)
    {
        var step = NiceStep((high - low) / Math.Max(1, count));
        if (integers) step = Math.Max(1, step);
        var first = Math.Ceiling((low / step) - 1e-9);
        var last = Math.Floor((high / step) + 1e-9);
        var values = new List<double>();
        // Multiples of the step by index, so that rounding errors do not add up.
        for (var i = first; i <= last; i++) values.Add(Exact(i, step));
        return new(values, LinearLabels(values, step), []);
    }

    /// <summary>Powers of ten, with 2 and 5 between them where the range is short; the other digits are minor.</summary>
    /// <param name="low">Lower end, positive.</param>
    /// <param name="high">Upper end, above <paramref name="low"/>.</param>
    /// <param name="count">The wanted number, ≥ 1.</param>
    public static Ticks Logarithmic(double low, double high, int count)
    {
        var (from, to) = ((int)Math.Floor(Math.Log10(low) + 1e-9), (int)Math.Ceiling(Math.Log10(high) - 1e-9));
        var decades = Math.Log10(high / low);
        if (decades < 0.7) return Linear(low, high, count);

        int[] digits = decades < 2.2 ? [1, 2, 5] : [1];
        var stride = Math.Max(1, (int)Math.Ceiling((to - from + 1) / (double)Math.Max(1, count)));
        List<double> values = [], minor = [];
        for (var exponent = from; exponent <= to; exponent++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var value = digit * Math.Pow(10, exponent);
                if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
                (digits.Contains(digit) && (exponent - from) % stride == 0 ? values : minor).Add(value);
            }
        }
        return new(values, values.ConvertAll(v => Label(v)), decades > 6 ? [] : minor);
    }

    /// <summary>Of 1, 2, 5 times the powers of ten the one nearest to <paramref name="rough"/> by ratio. 1 where that is not positive and finite.</summary>
    public static double NiceStep(double rough)
    {
        if (!(rough > 0) || !double.IsFinite(rough)) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        // The bounds are the geometric means of neighbours: √2, √10, √50.
        return (rough / power) switch { < 1.4142 => Exact(1, power), < 3.1623 => Exact(2, power), < 7.0711 => Exact(5, power), _ => Exact(10, power) };
    }

    /// <summary>A number for people: up to four significant digits, powers of ten as superscripts outside 0.001–99999.</summary>
    public static string Label(double value)
    {
        if (value == 0) return "0";
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        var magnitude = Math.Abs(value);
        if (magnitude is >= 1e-3 and < 1e5)
        {
            var decimals = Math.Clamp(3 - (int)Math.Floor(Math.Log10(magnitude)), 0, 6);
            return Minus(Math.Round(value, decimals).ToString("0.######", CultureInfo.InvariantCulture));
        }
        var exponent = (int)Math.Floor(Math.Log10(magnitude) + 1e-9);
        var mantissa = Math.Round(value / Math.Pow(10, exponent), 2);
        var power = "10" + Superscript(exponent);
        return mantissa switch { 1 => power, -1 => "−" + power, _ => $"{Minus(mantissa.ToString("0.##", CultureInfo.InvariantCulture))}×{power}" };
    }

    private static List<string> LinearLabels(List<double> values, double step)
    {
        var largest = values.Count == 0 ? 0 : values.Max(Math.Abs);
        if (largest >= 1e7 || (step < 1e-4 && largest < 1e-2)) return values.ConvertAll(Label);
        // All labels of an axis show the same number of decimals: what the step needs.
        var decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 8);
        return values.ConvertAll(v => Minus(v.ToString((largest >= 1e4 ? "N" : "F") + decimals, CultureInfo.InvariantCulture)));
    }

    // Divides by a whole number where the step is a fraction: 3 / 10 is the double 0.3, 3 × 0.1 is not. Adding 0 turns −0 into 0.
    private static double Exact(double multiple, double step) => (step < 1 ? multiple / Math.Round(1 / step) : multiple * step) + 0.0;

    private static string Minus(string number) => number.Replace('-', '−');

    private static string Superscript(int exponent) =>
        string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
