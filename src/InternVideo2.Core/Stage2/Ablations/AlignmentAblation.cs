using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Stage2;

/// <summary>
/// What β₁, β₂, β₃ and the pairs of media and texts do to a model of stage 2: variations of one experiment, trained side by side with several seeds on the
/// same videos with sound, then examined on others.
/// </summary>
/// <example><code>
/// var seen = AlignmentVariation.Seen(options.Losses);
/// var ablation = AlignmentAblation.Over(options, tokenizer, [AlignmentVariation.OfBetas(seen, 1, 0, 0), AlignmentVariation.OfBetas(seen, 1, 1, 1)], seeds: [1, 2, 3]);
/// var table = ablation.Run(media.AudioVideo(ShapesSplit.Train, 2000), exam, progress: new TextAblationProgress(Console.Out));
/// </code></example>
public sealed record AlignmentAblation
{
    private AlignmentAblation(Stage2Options stage2, WordPieceTokenizer tokenizer, IReadOnlyList<AlignmentVariation> variations, IReadOnlyList<ulong> seeds) =>
        (Stage2, Tokenizer, Variations, Seeds) = (stage2, tokenizer, variations, seeds);

    /// <summary>What is varied: sizes, phase and training of every arm.</summary>
    public Stage2Options Stage2 { get; }

    /// <summary>Reads the captions.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    public IReadOnlyList<AlignmentVariation> Variations { get; }

    /// <summary>The seeds; each decides about initial weights, order of the clips, masks, hidden words and wrong pairs of all arms alike.</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    /// <summary>The variations as arms of a table.</summary>
    public IReadOnlyList<AblationArm> Arms => [.. Variations.Select(variation => variation.Arm)];

    /// <param name="stage2">The experiment; its own losses and seed are replaced.</param>
    /// <param name="tokenizer">Reads the captions.</param>
    /// <param name="variations">One or more, with different names; each has a term on videos with sound.</param>
    /// <param name="seeds">One or more; three or more for intervals that say something.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there is nothing to compare.</exception>
    public static AlignmentAblation Over(
        Stage2Options stage2, WordPieceTokenizer tokenizer, IEnumerable<AlignmentVariation> variations, IEnumerable<ulong> seeds)
    {
        var ablation = new AlignmentAblation(stage2.For(tokenizer), tokenizer, [.. variations], [.. seeds]);
        foreach (var variation in ablation.Variations)
        {
            (ablation.Stage2 with { Losses = variation.Losses }).Validate();
            if (variation.Losses.ActiveTerms(MediaType.AudioVideo).Count == 0)
            {
                throw new ArgumentException(
                    $"The arm '{variation.Name}' learns nothing from videos with sound: its pairs are {variation.Losses.Pairs}.", nameof(variations));
            }
        }
        return ablation;
    }

    /// <summary>Trains all arms with all seeds and examines them.</summary>
    /// <param name="clips">Videos with sound and all captions; at least one batch. Its loaders are used, not owned.</param>
    /// <param name="exam">What they are examined on.</param>
    /// <param name="folder">Where everything is kept, so that the ablation can be interrupted and go on; null: nowhere.</param>
    /// <param name="progress">Told about every step.</param>
    /// <param name="threads">Threads to spread the arms over; null: as many as tensor work has.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>A row for each arm and seed, with the measures of <see cref="AlignmentExam"/>.</returns>
    /// <inheritdoc cref="AblationStudy{TShared}.Run" path="/exception"/>
    public AblationTable Run(
        Corpus clips, AlignmentExam exam, string? folder = null, IProgress<AblationProgress>? progress = null, int? threads = null,
        CancellationToken cancellation = default)
    {
        var recipe = $"{Stage2 with { Training = Stage2.Training with { Seed = 0, CheckpointEvery = 0, LogEvery = 1 } }}, "
            + $"{string.Join(", ", Variations)}, {clips.Name} {clips.Clips.Clips.Count}, examined on {exam.HeldOut.Name} {exam.HeldOut.Clips.Clips.Count}";
        return new AblationStudy<SharedHearing>(Arms, Seeds, seed => new AlignmentTrial(this, seed, clips, exam), recipe).Run(folder, progress, threads, cancellation);
    }

    /// <summary>The experiment with one seed and a model that has the parts of every arm.</summary>
    internal Stage2Options OptionsOf(ulong seed) => Stage2 with
    {
        Losses = Stage2.Losses with { Beta1 = 1, Beta2 = 1, Beta3 = 1, Pairs = Variations.Aggregate(MediaPairs.None, (all, variation) => all | variation.Losses.Pairs) },
        Training = Stage2.Training with { Seed = seed },
    };
}
