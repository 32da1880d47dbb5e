using System.Net;
using InternVideo2.Audio;

namespace InternVideo2.Notebook;

/// <summary>
/// A sound to listen to: a wave file in HTML, where front ends show a player, and a line of text with its course for those that do not.
/// </summary>
public sealed class SoundPlayer : HtmlView
{
    private const int CourseWidth = 60;

    // A notebook holds the sound as text: two minutes at 16 kHz are 5 MB of it.
    private const double LongestSeconds = 120;

    /// <param name="sound">Up to two minutes.</param>
    /// <param name="caption">One line under the player; null: its length and rate alone.</param>
    /// <exception cref="ArgumentException">The sound is longer.</exception>
    public SoundPlayer(Sound sound, string? caption = null)
    {
        if (sound.Seconds > LongestSeconds)
        {
            throw new ArgumentException(
                $"The sound lasts {sound.Seconds:0} s; a notebook takes up to {LongestSeconds:0} s. Show a part of it: sound.Between(start, end).", nameof(sound));
        }

        (Sound, Caption) = (sound, caption);
    }

    public Sound Sound { get; }

    public string? Caption { get; }

    private string Facts => FormattableString.Invariant($"{Sound.Seconds:0.00} s, {Sound.Rate} samples a second, peak {Sound.Peak:0.00}");

    private string Line => Caption is null ? Facts : $"{Caption} ({Facts})";

    /// <summary>The wave file.</summary>
    public byte[] ToWave() => WaveFile.Encode(Sound);

    public override string ToHtml() =>
        $"<div><audio controls src=\"data:audio/wav;base64,{Convert.ToBase64String(ToWave())}\"></audio><br>{WebUtility.HtmlEncode(Line)}</div>";

    public override string ToString() => $"♪ {Line}\n{Sparkline.Draw(Course(), CourseWidth)}".TrimEnd('\n');

    private double[] Course()
    {
        if (Sound.Samples.Length == 0) return [];
        var stretch = Math.Max(1, (Sound.Samples.Length + CourseWidth - 1) / CourseWidth);
        return [.. Sound.Samples.Chunk(stretch).Select(part => Math.Sqrt(part.Average(sample => sample * (double)sample)))];
    }
}
