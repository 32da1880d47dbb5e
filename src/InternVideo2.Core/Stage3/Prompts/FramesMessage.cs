using System.Globalization;

namespace InternVideo2.Stage3;

/// <summary>The sentence that tells a language model when the frames were taken (stage 3, 8.2).</summary>
public static class FramesMessage
{
    /// <summary>" The video contains 2 frames sampled at 0.5, 1.5 seconds. ", with a space at either end.</summary>
    /// <param name="seconds">Time of each frame from the beginning; one or more.</param>
    public static string Of(IReadOnlyList<double> seconds) => string.Create(CultureInfo.InvariantCulture,
        $" The video contains {seconds.Count} frames sampled at {string.Join(", ", seconds.Select(Rounded))} seconds. ");

    // As Python rounds: by the exact value, and quarters, the only exact halves of a tenth, to the even digit.
    private static string Rounded(double seconds)
    {
        var quarters = seconds * 4;
        return (quarters == Math.Round(quarters) ? Math.Round(seconds, 1) : seconds).ToString("F1", CultureInfo.InvariantCulture);
    }
}
