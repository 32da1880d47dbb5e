using InternVideo2.Checkpoints;
using InternVideo2.Data;

namespace InternVideo2.Features;

/// <summary>
/// The features of a list of clips, in a file. An interrupted run leaves what it has done in a folder beside the file (named like it, with ".part") and
/// goes on from there when it is started again with the same model, options and clips: the file is then the same to the last bit.
/// </summary>
public sealed class FeatureRun
{
    private const string RunKey = "iv2.run";

    private readonly Embedder embedder;
    private readonly IReadOnlyList<ClipEntry> clips;
    private readonly IClipLoader loader;
    private readonly FeatureRunOptions options;
    private readonly FeatureManifest manifest;

    /// <param name="embedder">Computes the features.</param>
    /// <param name="clips">At least one; ids must be unique.</param>
    /// <param name="model">The model, as the user names it.</param>
    /// <param name="weights">What tells its weights from others, such as a hash of their file.</param>
    /// <param name="options">Batch size, limits; null: the defaults. Validated here.</param>
    /// <param name="loader">Reads the clips; null: as the embedder's options say. Used, not owned.</param>
    /// <exception cref="ArgumentException">No clips, or two of one id.</exception>
    public FeatureRun(Embedder embedder, IReadOnlyList<ClipEntry> clips, string model, string weights, FeatureRunOptions? options = null,
        IClipLoader? loader = null)
    {
        this.options = options ?? new();
        this.options.Validate();
        if (clips.Count == 0) throw new ArgumentException("There are no clips to embed.", nameof(clips));
        if (clips.GroupBy(clip => clip.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The clip '{twice.Key}' is named {twice.Count()} times; once is enough.", nameof(clips));
        (this.embedder, this.clips, this.loader) = (embedder, clips, loader ?? embedder.Loader);
        manifest = new FeatureManifest
        {
            Model = model,
            Weights = weights,
            Encoder = embedder.Encoder.Options,
            Layer = embedder.Options.Layer ?? embedder.Encoder.Options.Depth - 1,
            Options = embedder.Options,
            Sampling = this.loader.Fingerprint,
            Shape = embedder.Shape,
            BatchSize = this.options.BatchSize,
        };
    }

    /// <summary>Computes what is missing and writes <paramref name="path"/>, with the manifest also beside it as JSON. A file that is complete already is left alone.</summary>
    /// <param name="path">The safetensors file. Its folder must exist.</param>
    /// <param name="progress">Is told after each batch.</param>
    /// <param name="cancellation">Ends the run between two batches; what is done is kept.</param>
    /// <returns>What the file holds.</returns>
    /// <exception cref="InvalidDataException">More clips than allowed cannot be read (what is done is kept); or the file, or an unfinished run, is of other features.</exception>
    public FeatureManifest Run(string path, IProgress<FeatureProgress>? progress = null, CancellationToken cancellation = default)
    {
        var fingerprint = manifest.Fingerprint(clips.Select(clip => FormattableString.Invariant($"{clip.Id} {clip.Start:R}-{clip.End:R}")));
        var part = path + ".part";
        if (File.Exists(path))
        {
            var there = Finished(path, fingerprint);
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
            return there;
        }
        FeatureManifest made;
        var rowBytes = sizeof(float) * manifest.Shape.Aggregate(1L, (product, size) => product * size);
        using (var journal = FeatureJournal.Open(part, fingerprint, rowBytes))
        {
            var batches = new FeatureBatches(embedder, clips, loader, options);
            foreach (var batch in batches.From((journal.Batches, journal.Done.Count, [.. journal.Failed]), progress, cancellation))
            {
                using (batch) journal.Add(batch.Ids, batch.Features, batch.Failed);
            }
            made = manifest with { Clips = [.. journal.Done], Failed = [.. journal.Failed] };
            Write(path, made, journal, fingerprint);
        }
        Directory.Delete(part, recursive: true);
        return made;
    }

    /// <summary>Computes the features without any file. Owned by the caller.</summary>
    /// <inheritdoc cref="Run"/>
    public FeatureSet InMemory(IProgress<FeatureProgress>? progress = null, CancellationToken cancellation = default)
    {
        var batches = new FeatureBatches(embedder, clips, loader, options).From((0, 0, []), progress, cancellation).ToList();
        try
        {
            var rows = batches.Where(batch => batch.Features is not null).Select(batch => batch.Features!).ToList();
            if (rows.Count == 0) throw new InvalidDataException("None of the clips can be read.");
            var made = manifest with { Clips = [.. batches.SelectMany(b => b.Ids)], Failed = [.. batches.SelectMany(b => b.Failed)] };
            return new FeatureSet(made.Clips, TorchSharp.torch.cat(rows), made);
        }
        finally
        {
            foreach (var batch in batches) batch.Dispose();
        }
    }

    private static FeatureManifest Finished(string path, string fingerprint)
    {
        using var file = SafetensorsFile.Open(path);
        var there = FeatureManifest.Of(file);
        return file.Metadata.GetValueOrDefault(RunKey) == fingerprint
            ? there
            : throw new InvalidDataException(
                $"'{path}' exists and holds features of another model, with other options or of other clips. Delete it, or write to another file.");
    }

    private static void Write(string path, FeatureManifest made, FeatureJournal journal, string fingerprint)
    {
        var part = new SafetensorsPart(FeatureManifest.Tensor, SafetensorsDtype.F32, [made.Clips.Count, .. made.Shape], journal.CopyRows);
        SafetensorsWriter.WriteParts(path, [part], new Dictionary<string, string>([made.ToMetadata(), new(RunKey, fingerprint)]));
        AtomicFile.Write(Path.ChangeExtension(path, ".json"), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(made.ToJson() + "\n")));
    }
}
