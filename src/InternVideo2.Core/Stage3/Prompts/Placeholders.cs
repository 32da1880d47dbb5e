namespace InternVideo2.Stage3;

/// <summary>Cuts texts where visual rows go.</summary>
internal static class Placeholders
{
    /// <summary>The texts before, between and after the placeholders.</summary>
    /// <param name="text">A prompt.</param>
    /// <param name="placeholder">What stands for the rows of one clip; empty: nothing is shown.</param>
    /// <param name="clips">How many there are to show.</param>
    /// <returns>One more than clips.</returns>
    /// <exception cref="PromptException">There are more or fewer placeholders than clips.</exception>
    public static string[] Split(string text, string placeholder, int clips)
    {
        var parts = placeholder.Length == 0 ? [text] : text.Split(placeholder);
        if (parts.Length == clips + 1) return parts;
        var found = parts.Length - 1;
        throw new PromptException(
            $"The prompt '{Short(text)}' has {found} placeholder{(found == 1 ? "" : "s")} {placeholder} for {clips} clip{(clips == 1 ? "" : "s")} or view{(clips == 1 ? "" : "s")}. "
            + (found < clips ? $"Write {placeholder} where each is to be shown, or show fewer." : $"Take placeholders out, or show more."));
    }

    private static string Short(string text) => text.Length <= 120 ? text : text[..117] + "…";
}
