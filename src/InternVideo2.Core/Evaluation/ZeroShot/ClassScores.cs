using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>How near media are to classes that are known by name only.</summary>
/// <param name="Classes">Names in ordinal order: the release takes them from an unordered set, so that its order changes from run to run.</param>
/// <param name="Scores">Media × classes: the mean cosine over a class's prompts (stage 2, 13.3).</param>
/// <param name="Protocol">How they were made, in one line.</param>
public sealed record ClassScores(IReadOnlyList<string> Classes, ScoreMatrix Scores, string Protocol)
{
    /// <summary>Compares media with classes.</summary>
    /// <param name="model">Used, not owned.</param>
    /// <param name="name">Name of the set, for the protocol.</param>
    /// <param name="clips">The media; one or more.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="classes">Names of the classes, in any order; equal ones count once.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="ArgumentException">There is no medium, or no class, or an option is out of its range.</exception>
    /// <exception cref="ClipException">A medium cannot be read.</exception>
    public static ClassScores Of(
        IDualEncoder model, string name, IReadOnlyList<ClipEntry> clips, MediaReader read, IEnumerable<string> classes, ZeroShotOptions? options = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new ZeroShotOptions();
        options.Validate();
        string[] names = [.. classes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.Length == 0) throw new ArgumentException("There are no classes to compare with.", nameof(classes));
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var prompts = options.Templates.Templates.Count;
        using var texts = new TextPool(model, options.Templates.Fill(names), options.TextBatch, options.MaxTextTokens);
        using var media = new MediaPool(model, clips, read, options.MediaBatch);
        texts.Encode(keepStates: false, progress, cancellation);
        media.Encode(tokenMemory: 0, progress, cancellation);
        var scores = ScoreMatrix.Of(media.Vectors.matmul(texts.Vectors.transpose(0, 1))).MeanOfColumns(prompts);
        var protocol = FormattableString.Invariant(
            $"{name}: {MediaNames.Count(media.Media, clips.Count)} × {names.Length} classes of {prompts} {(prompts == 1 ? "prompt" : "prompts")}{MediaNames.Frames(media.Frames)}; texts of at most {options.MaxTextTokens} tokens{MediaNames.AtLimit(texts.AtLimit)}; contrast only");
        return new(names, scores, protocol);
    }
}
