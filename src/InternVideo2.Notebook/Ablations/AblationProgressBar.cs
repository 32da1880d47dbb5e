using System.Globalization;
using InternVideo2.Training;

namespace InternVideo2.Notebook;

/// <summary>A bar that moves while an ablation runs: seeds, steps, rate and time left. Give it to the ablation as its progress. Thread-safe.</summary>
/// <param name="title">What is being done.</param>
public sealed class AblationProgressBar(string title) : IProgress<AblationProgress>, IDisposable
{
    private ProgressBar? _bar;

    public void Report(AblationProgress value)
    {
        _bar ??= new ProgressBar(title, (int)(value.Seeds * value.Steps));
        var stopped = value.Arms.Count - value.Running;
        _bar.Report(
            (int)((value.SeedIndex - 1) * value.Steps + value.Step),
            string.Create(CultureInfo.InvariantCulture, $"seed {value.SeedIndex} of {value.Seeds} · {value.Running} arms{(stopped > 0 ? $" · {stopped} stopped" : "")}"));
    }

    /// <summary>Draws the last state.</summary>
    public void Dispose() => _bar?.Dispose();
}
