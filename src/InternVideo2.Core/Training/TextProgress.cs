using System.Globalization;
using System.Text;

namespace InternVideo2.Training;

/// <summary>Writes one line of text per so many steps, and for the first and the last one.</summary>
/// <param name="writer">Where the lines go. Not disposed.</param>
/// <param name="every">Steps between two lines, 1 or more.</param>
public sealed class TextProgress(TextWriter writer, int every = 10) : IProgress<TrainingProgress>
{
    private readonly int _every = every >= 1
        ? every
        : throw new ArgumentOutOfRangeException(nameof(every), every, $"{nameof(every)} is {every}; allowed: 1 or more.");

    private bool _begun;

    public void Report(TrainingProgress value)
    {
        if (!_begun || value.Step % _every == 0 || value.Step == value.Steps)
        {
            _begun = true;
            writer.WriteLine(Format(value));
        }
    }

    /// <summary>The line, e.g. <c>step 20/300  epoch 1.67  loss 4.1042  spatial/middle 1.8301  …  lr 1.20e-04  norm 2.31  14.2 clips/s  left 0:01:31</c>.</summary>
    public static string Format(TrainingProgress value)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"step {value.Step}/{value.Steps}  epoch {value.Epoch:0.00}  loss {value.Loss:0.0000}");
        foreach (var (name, term) in value.Terms)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {name} {term:0.0000}");
        }

        line.Append(CultureInfo.InvariantCulture, $"  lr {value.LearningRate:0.00e+00}  norm {value.GradientNorm:0.00}  {value.ClipsPerSecond:0.0} clips/s  left {Clock(value.Remaining)}");
        return line.ToString();
    }

    internal static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
}
