namespace InternVideo2;

/// <summary>The one form in which a record of options refuses a value.</summary>
internal static class OptionRange
{
    /// <summary>Throws unless <paramref name="allowed"/>.</summary>
    /// <param name="allowed">Whether the value may stand.</param>
    /// <param name="options">Name of the record.</param>
    /// <param name="member">Name of its member.</param>
    /// <param name="value">What it is.</param>
    /// <param name="range">What it may be, in words.</param>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public static void Check(bool allowed, string options, string member, object? value, string range)
    {
        if (!allowed) throw new ArgumentOutOfRangeException(member, value, $"{options}.{member} is {value}; allowed: {range}.");
    }
}
