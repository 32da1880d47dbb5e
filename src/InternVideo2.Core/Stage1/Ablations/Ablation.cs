using System.Globalization;
using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage1;

/// <summary>
/// The question of the paper's formula as an experiment: how much should a student listen to each of its two teachers? One stage-1 experiment with
/// many pairs (α₁, α₂) and several seeds, all arms of a seed in one run.
/// </summary>
/// <example><code>
/// var ablation = Ablation.Over(Stage1Options.Tiny, [(1, 0), (0, 1), (1, 1)], seeds: [1, 2, 3]);
/// var table = ablation.Run(clips, loader, probes, folder: "out/alpha", progress: new TextAblationProgress(Console.Out));
/// </code></example>
public sealed record Ablation
{
    /// <summary>Name of α₁ among an arm's settings.</summary>
    public const string Alpha1 = "alpha1";

    /// <summary>Name of α₂ among an arm's settings.</summary>
    public const string Alpha2 = "alpha2";

    private Ablation(Stage1Options stage1, IReadOnlyList<AblationArm> arms, IReadOnlyList<ulong> seeds) => (Stage1, Arms, Seeds) = (stage1, arms, seeds);

    /// <summary>What is varied.</summary>
    public Stage1Options Stage1 { get; }

    /// <summary>The variations, named "α 1 : 0.5" and the like.</summary>
    public IReadOnlyList<AblationArm> Arms { get; }

    /// <summary>The seeds; each decides about initial weights, order of the clips, augmentation, masks and dropped branches of all arms alike.</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    /// <summary>Which features of a frozen student are probed; several are set side by side.</summary>
    public IReadOnlyList<FeatureChoice> Features { get; init; } = [new FeatureChoice()];

    /// <summary>How they are probed.</summary>
    public LinearProbeOptions Probe { get; init; } = new();

    /// <param name="stage1">The experiment; its own α and seed are replaced.</param>
    /// <param name="weights">Pairs (α₁, α₂); 0 or more each, not both 0.</param>
    /// <param name="seeds">One or more; three or more for intervals that say something.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there is nothing to compare.</exception>
    public static Ablation Over(Stage1Options stage1, IEnumerable<(double Alpha1, double Alpha2)> weights, IEnumerable<ulong> seeds)
    {
        AblationArm[] arms = [.. weights.Select(w => new AblationArm(NameOf(w.Alpha1, w.Alpha2), [(Alpha1, w.Alpha1), (Alpha2, w.Alpha2)]))];
        foreach (var arm in arms) Weighted(stage1, arm).Validate();
        return new Ablation(stage1, arms, [.. seeds]);
    }

    /// <summary>The name of the arm with these weights.</summary>
    public static string NameOf(double alpha1, double alpha2) => string.Create(CultureInfo.InvariantCulture, $"α {alpha1:0.###} : {alpha2:0.###}");

    /// <summary>The experiment of one arm and seed, as a <see cref="DistillationRun"/> alone would train it.</summary>
    public Stage1Options OptionsOf(AblationArm arm, ulong seed) => Seeded(Weighted(Stage1, arm), seed);

    /// <summary>Trains all arms with all seeds and measures the students.</summary>
    /// <param name="clips">What they are trained on; at least one batch.</param>
    /// <param name="loader">Reads these clips; used, not owned. Null: <see cref="DistillationRun.CreateLoader"/>.</param>
    /// <param name="probes">What they are examined on.</param>
    /// <param name="folder">Where everything is kept, so that the ablation can be interrupted and go on; null: nowhere.</param>
    /// <param name="progress">Told about every step.</param>
    /// <param name="threads">Threads to spread the arms over; null: as many as tensor work has.</param>
    /// <param name="cache">Where the teachers' answers are kept; null: they look at every clip anew. Changes no result.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>A row for each arm and seed, with held-out losses of all terms (those of weight 0, too) and probe accuracies.</returns>
    /// <inheritdoc cref="AblationStudy{TShared}.Run" path="/exception"/>
    public AblationTable Run(
        ClipManifest clips, IClipLoader? loader, ProbeClips probes, string? folder = null, IProgress<AblationProgress>? progress = null,
        int? threads = null, TeacherCacheOptions? cache = null, CancellationToken cancellation = default)
    {
        using var own = loader is null ? DistillationRun.CreateLoader(Stage1) : null;
        var reader = loader ?? own!;
        return Study(clips, reader, probes, cache).Run(folder, progress, threads, cancellation);
    }

    private AblationStudy<SharedAnswer> Study(ClipManifest clips, IClipLoader loader, ProbeClips probes, TeacherCacheOptions? cache)
    {
        var recipe = $"{Seeded(Stage1, 0) with { Training = Stage1.Training with { Seed = 0, CheckpointEvery = 0, LogEvery = 1 } }}, "
            + $"features {string.Join(" + ", Features)}, {probes.Fit.Count} clips to fit probes and {probes.HeldOut.Count} held out ({probes.Loader.Fingerprint})";
        return new AblationStudy<SharedAnswer>(Arms, Seeds, seed => new DistillationTrial(this, seed, clips, loader, probes, cache), recipe);
    }

    private static Stage1Options Weighted(Stage1Options stage1, AblationArm arm) =>
        stage1 with { Distillation = stage1.Distillation with { Alpha1 = arm[Alpha1], Alpha2 = arm[Alpha2] } };

    private static Stage1Options Seeded(Stage1Options stage1, ulong seed) => stage1 with { Training = stage1.Training with { Seed = seed } };
}
