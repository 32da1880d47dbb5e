using System.Text;

namespace InternVideo2.Checkpoints;

/// <summary>A tensor whose shape or element type in the checkpoint is not the model's.</summary>
/// <param name="Key">Official key.</param>
/// <param name="Expected">What the model has.</param>
/// <param name="Actual">What the checkpoint has.</param>
public sealed record LoadMismatch(string Key, string Expected, string Actual);

/// <summary>What happened when a checkpoint met a model. Keys are the official ones.</summary>
/// <param name="Source">The file, or what the tensors came from.</param>
/// <param name="Loaded">Keys whose values the model took over.</param>
/// <param name="Missing">Keys the model has and the checkpoint has not.</param>
/// <param name="Unexpected">Keys the checkpoint has and the model has not.</param>
/// <param name="Mismatched">Keys whose shapes or types differ.</param>
public sealed record LoadReport(
    string Source,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<LoadMismatch> Mismatched)
{
    /// <summary>Everything found its place.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Mismatched.Count == 0;

    public override string ToString()
    {
        var text = new StringBuilder($"'{Source}': {Loaded.Count} loaded");
        Add(text, "missing", Missing);
        Add(text, "unexpected", Unexpected);
        Add(text, "with another shape or type", [.. Mismatched.Select(m => $"{m.Key} (model {m.Expected}, checkpoint {m.Actual})")]);
        return text.Append('.').ToString();
    }

    private static void Add(StringBuilder text, string what, IReadOnlyList<string> keys)
    {
        const int Shown = 5;
        if (keys.Count == 0) return;
        text.Append($"; {keys.Count} {what}: {string.Join(", ", keys.Take(Shown))}");
        if (keys.Count > Shown) text.Append($" and {keys.Count - Shown} more");
    }
}

/// <summary>A checkpoint that does not fit the model. The model is unchanged.</summary>
public sealed class CheckpointMismatchException(LoadReport report) : Exception(
    $"The checkpoint does not fit the model, nothing was loaded. {report} Check the model's options; "
    + $"to load what fits, pass the matching {nameof(LoadPolicy)}.")
{
    public LoadReport Report { get; } = report;
}
