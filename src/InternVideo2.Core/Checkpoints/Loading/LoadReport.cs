using System.Text;

namespace InternVideo2.Checkpoints;

/// <summary>A tensor whose shape or element type in the checkpoint is not the model's.</summary>
/// <param name="Key">Official key.</param>
/// <param name="Expected">What the model has.</param>
/// <param name="Actual">What the checkpoint has.</param>
public sealed record LoadMismatch(string Key, string Expected, string Actual);

/// <summary>A tensor that was brought to the model's shape.</summary>
/// <param name="Key">Official key.</param>
/// <param name="From">Its shape in the checkpoint.</param>
/// <param name="To">Its shape in the model.</param>
/// <param name="How">What was done.</param>
public sealed record LoadChange(string Key, string From, string To, string How);

/// <summary>A tensor that a rule of the recipe left out.</summary>
/// <param name="Key">The key in the checkpoint.</param>
/// <param name="Rule">The rule.</param>
public sealed record LoadDrop(string Key, string Rule);

/// <summary>What happened when a checkpoint met a model. Keys are the official ones.</summary>
/// <param name="Source">The file, or what the tensors came from.</param>
/// <param name="Loaded">Keys whose values the model took over, changed ones included.</param>
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
    /// <summary>Kernels inflated or averaged, heads cut.</summary>
    public IReadOnlyList<LoadChange> Reshaped { get; init; } = [];

    /// <summary>Tables of positions resized.</summary>
    public IReadOnlyList<LoadChange> Interpolated { get; init; } = [];

    /// <summary>What the recipe left out on purpose.</summary>
    public IReadOnlyList<LoadDrop> Dropped { get; init; } = [];

    /// <summary>What to do about a checkpoint that does not fit; null when nothing better is known than looking at the options.</summary>
    public string? Advice { get; init; }

    /// <summary>Everything found its place.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Mismatched.Count == 0;

    public override string ToString()
    {
        var text = new StringBuilder($"'{Source}': {Loaded.Count} loaded");
        Add(text, "reshaped", [.. Reshaped.Select(Show)]);
        Add(text, "interpolated", [.. Interpolated.Select(Show)]);
        Add(text, "missing", Missing);
        Add(text, "unexpected", Unexpected);
        Add(text, "with another shape or type", [.. Mismatched.Select(m => $"{m.Key} (model {m.Expected}, checkpoint {m.Actual})")]);
        Add(text, "dropped by rule", [.. Dropped.GroupBy(d => d.Rule).Select(d => $"{d.Count()} × {d.Key}")], Dropped.Count);
        return text.Append('.').ToString();
    }

    private static string Show(LoadChange change) => $"{change.Key} {change.From} → {change.To} ({change.How})";

    private static void Add(StringBuilder text, string what, IReadOnlyList<string> items, int? count = null)
    {
        const int Shown = 5;
        if (items.Count == 0) return;
        text.Append($"; {count ?? items.Count} {what}: {string.Join(", ", items.Take(Shown))}");
        if (items.Count > Shown) text.Append($" and {items.Count - Shown} more");
    }
}

/// <summary>A checkpoint that does not fit the model. The model is unchanged.</summary>
public sealed class CheckpointMismatchException(LoadReport report) : Exception(
    $"The checkpoint does not fit the model, nothing was loaded. {report} "
    + (report.Advice ?? $"Check the model's options; to load what fits, pass the matching {nameof(LoadPolicy)} or {nameof(LoadRecipe)}."))
{
    public LoadReport Report { get; } = report;
}
