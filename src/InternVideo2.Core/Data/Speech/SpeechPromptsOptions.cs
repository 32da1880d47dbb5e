namespace InternVideo2.Data.Speech;

/// <summary>Which prompts make the speech set.</summary>
public sealed record SpeechPromptsOptions
{
    /// <summary>Fewest words of a sentence. Default 2: numbers and letters are left out. Range 1 … 100.</summary>
    public int MinWords { get; init; } = 2;

    /// <summary>Shortest sound in seconds. Default 0.5; range 0 … <see cref="MaxSeconds"/>.</summary>
    public double MinSeconds { get; init; } = 0.5;

    /// <summary>Longest sound in seconds. Default 4; range up to 600.</summary>
    public double MaxSeconds { get; init; } = 4;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(MinWords is >= 1 and <= 100, nameof(SpeechPromptsOptions), nameof(MinWords), MinWords, "1 … 100");
        OptionRange.Check(MinSeconds >= 0 && MinSeconds <= MaxSeconds, nameof(SpeechPromptsOptions), nameof(MinSeconds), MinSeconds, $"0 … {nameof(MaxSeconds)} = {MaxSeconds}");
        OptionRange.Check(MaxSeconds <= 600, nameof(SpeechPromptsOptions), nameof(MaxSeconds), MaxSeconds, "up to 600");
    }
}
