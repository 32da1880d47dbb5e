using System.Globalization;

namespace InternVideo2.Training;

/// <summary>Writes one line of text per so many steps of an ablation, and for the last step of each seed.</summary>
/// <param name="writer">Where the lines go. Not disposed.</param>
/// <param name="every">Steps between two lines, 1 or more.</param>
public sealed class TextAblationProgress(TextWriter writer, int every = 10) : IProgress<AblationProgress>
{
    private readonly int _every = every >= 1
        ? every
        : throw new ArgumentOutOfRangeException(nameof(every), every, $"{nameof(every)} is {every}; allowed: 1 or more.");

    public void Report(AblationProgress value)
    {
        if (value.Step % _every == 0 || value.Step == value.Steps) writer.WriteLine(Format(value));
    }

    /// <summary>The line, e.g. <c>seed 2 of 3  step 20/300  8 arms  loss 1.2041 (α 1 : 0) … 2.9310 (α 1 : 1)  61.2 arm steps/s  left 0:01:31</c>.</summary>
    public static string Format(AblationProgress value)
    {
        var losses = value.Arms.Where(arm => double.IsFinite(arm.Loss)).OrderBy(arm => arm.Loss).ToList();
        var range = losses.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $"  loss {losses[0].Loss:0.0000} ({losses[0].Name}) … {losses[^1].Loss:0.0000} ({losses[^1].Name})");
        var stopped = value.Arms.Count - value.Running;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"seed {value.SeedIndex} of {value.Seeds}  step {value.Step}/{value.Steps}  {value.Running} arms{(stopped > 0 ? $" ({stopped} stopped)" : "")}{range}"
            + $"  {value.StepsPerSecond * value.Running:0.0} arm steps/s  left {TextProgress.Clock(value.Remaining)}");
    }
}
