namespace InternVideo2.Training;

/// <summary>How <see cref="TrainerOptions.BaseLearningRate"/> becomes the peak of the schedule.</summary>
public enum LearningRateScaling
{
    /// <summary>The given rates are used as they are.</summary>
    None,

    /// <summary>Peak, minimum and warm-up start are multiplied by batch · samples per clip / 256 (stage 1, 6.3).</summary>
    Batch256,
}

/// <summary>The form of the learning rate's course.</summary>
public enum RateSchedule
{
    /// <summary><see cref="CosineSchedule"/>: the minimum is where the cosine ends (stage 1, 6.3).</summary>
    Cosine,

    /// <summary><see cref="FlooredCosine"/>: the minimum is what the rate never falls below, in the warm-up neither (stage 2, 9.3).</summary>
    FlooredCosine,

    /// <summary>As <see cref="Cosine"/>, but the warm-up leads up to the peak without reaching it (stage 3, 11.2).</summary>
    CosineAfterWarmup,
}

/// <summary>What becomes of a parameter in a step whose losses do not depend on it.</summary>
public enum IdleParameters
{
    /// <summary>It is left alone.</summary>
    Rest,

    /// <summary>Once it has been trained, its gradient counts as zero: momentum and weight decay go on (stage 2, 9.2).</summary>
    Coast,
}

/// <summary>
/// How long, how fast and with which optimiser a stage is trained. The defaults are the published stage-1 recipe of the 1B model
/// (stage 1, 7): 1.1 M clips, 128 GPUs × 32 clips, AdamW. Presets vary it with a <c>with</c> expression.
/// </summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the data. 1 or more.</summary>
    public int Epochs { get; init; } = 301;

    /// <summary>Optimiser steps in one pass. Null: as many full batches as the data set has.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>Clips in one optimiser step, all processes together. 1 or more.</summary>
    public int BatchSize { get; init; } = 4096;

    /// <summary>How often each clip of a batch is augmented (counts into the learning rate as if the batch were larger). 1 or more.</summary>
    public int SamplesPerClip { get; init; } = 1;

    /// <summary>Learning rate per 256 clips, or the rate itself with <see cref="LearningRateScaling.None"/>. Above 0.</summary>
    public double BaseLearningRate { get; init; } = 1.5e-4;

    /// <summary>Where the cosine ends, scaled like the base rate. 0 or more, at most the base rate.</summary>
    public double MinLearningRate { get; init; } = 1e-5;

    /// <summary>Where the linear warm-up starts, scaled like the base rate. 0 in pre-training, whatever the official command line says.</summary>
    public double WarmupLearningRate { get; init; }

    public LearningRateScaling Scaling { get; init; } = LearningRateScaling.Batch256;

    public RateSchedule Schedule { get; init; } = RateSchedule.Cosine;

    /// <summary>A learning rate of their own for some modules, scaled and scheduled like the base rate; null: all have the same.</summary>
    public OtherRate? OtherRate { get; init; }

    public IdleParameters Idle { get; init; } = IdleParameters.Rest;

    /// <summary>Length of the linear warm-up in epochs; may be a fraction. Ignored when <see cref="WarmupSteps"/> is above 0.</summary>
    public double WarmupEpochs { get; init; } = 40;

    /// <summary>Length of the linear warm-up in steps; 0: <see cref="WarmupEpochs"/> decides.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Decay of AdamW's first moment. In [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of AdamW's second moment. In [0, 1).</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>AdamW's ε, added to √v̂. Above 0.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Decoupled weight decay of the matrices at the first step. Vectors, biases, tables and class tokens have none. 0 or more.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Weight decay that a cosine reaches at the end. Null: constant.</summary>
    public double? WeightDecayEnd { get; init; }

    /// <summary>Factor of the learning rate from one layer to the one below it (fine-tuning). In (0, 1]; 1: every layer alike.</summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Largest L2 norm of all gradients together; larger ones are scaled down. 0: never clipped.</summary>
    public double ClipNorm { get; init; } = 3;

    /// <summary>Steps between two saved states when the run has a folder. 0: only at the end and on cancellation.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Steps between two lines of the text report. 1 or more.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>Seed of every draw of the run: order of the data, sampling, augmentation, masks, drop path.</summary>
    public ulong Seed { get; init; }

    /// <summary>The factor between the given rates and the used ones.</summary>
    public double LearningRateFactor => Scaling == LearningRateScaling.Batch256 ? (double)BatchSize * SamplesPerClip / 256 : 1;

    /// <summary>The highest learning rate of the schedule.</summary>
    public double PeakLearningRate => BaseLearningRate * LearningRateFactor;

    /// <summary>The learning rate of each step (stage 1, 6.3; stage 2, 9.3), before a group's own scale.</summary>
    /// <param name="stepsPerEpoch">Used where <see cref="StepsPerEpoch"/> is null.</param>
    public ISchedule LearningRateSchedule(int stepsPerEpoch)
    {
        var steps = StepsPerEpoch ?? stepsPerEpoch;
        var minimum = MinLearningRate * LearningRateFactor;
        return Schedule == RateSchedule.FlooredCosine
            ? new FlooredCosine(PeakLearningRate, minimum, (long)Epochs * steps, WarmupSteps > 0 ? WarmupSteps : WarmupEpochs * steps)
            : new CosineSchedule(
                PeakLearningRate, minimum, Epochs, steps, warmupEpochs: WarmupEpochs, warmupSteps: WarmupSteps, start: WarmupLearningRate * LearningRateFactor,
                peakOnce: Schedule == RateSchedule.CosineAfterWarmup);
    }

    /// <summary>The weight decay of each step, for the groups that decay at all.</summary>
    /// <param name="stepsPerEpoch">Used where <see cref="StepsPerEpoch"/> is null.</param>
    public CosineSchedule WeightDecaySchedule(int stepsPerEpoch) =>
        new(WeightDecay, WeightDecayEnd ?? WeightDecay, Epochs, StepsPerEpoch ?? stepsPerEpoch);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Epochs >= 1, nameof(Epochs), Epochs, "1 or more");
        Check(StepsPerEpoch is null or >= 1, nameof(StepsPerEpoch), StepsPerEpoch, "1 or more, or null for the data set's own length");
        Check(BatchSize >= 1, nameof(BatchSize), BatchSize, "1 or more");
        Check(SamplesPerClip >= 1, nameof(SamplesPerClip), SamplesPerClip, "1 or more");
        Check(BaseLearningRate > 0 && double.IsFinite(BaseLearningRate), nameof(BaseLearningRate), BaseLearningRate, "above 0");
        Check(MinLearningRate >= 0 && MinLearningRate <= BaseLearningRate, nameof(MinLearningRate), MinLearningRate, $"0 … {BaseLearningRate} (the base rate)");
        Check(WarmupLearningRate >= 0 && WarmupLearningRate <= BaseLearningRate, nameof(WarmupLearningRate), WarmupLearningRate, $"0 … {BaseLearningRate} (the base rate)");
        Check(Enum.IsDefined(Scaling), nameof(Scaling), Scaling, string.Join(" or ", Enum.GetNames<LearningRateScaling>()));
        Check(Enum.IsDefined(Schedule), nameof(Schedule), Schedule, string.Join(", ", Enum.GetNames<RateSchedule>()));
        Check(Schedule != RateSchedule.FlooredCosine || WarmupLearningRate == 0, nameof(WarmupLearningRate), WarmupLearningRate, $"0 with {nameof(Schedule)} = {Schedule}");
        Check(Enum.IsDefined(Idle), nameof(Idle), Idle, string.Join(" or ", Enum.GetNames<IdleParameters>()));
        Check(OtherRate is null or { BaseLearningRate: > 0, Modules.Length: > 0 }, nameof(OtherRate), OtherRate, "null, or names of modules and a rate above 0");
        Check(OtherRate is null || LayerDecay == 1, nameof(OtherRate), OtherRate, $"null with {nameof(LayerDecay)} = {LayerDecay}");
        Check(WarmupSteps > 0 || (WarmupEpochs >= 0 && WarmupEpochs <= Epochs), nameof(WarmupEpochs), WarmupEpochs, $"0 … {Epochs} (the number of epochs)");
        Check(WarmupSteps >= 0, nameof(WarmupSteps), WarmupSteps, "0 or more");
        Check(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "[0, 1)");
        Check(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "[0, 1)");
        Check(Epsilon > 0 && double.IsFinite(Epsilon), nameof(Epsilon), Epsilon, "above 0");
        Check(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "0 or more");
        Check(WeightDecayEnd is null or >= 0, nameof(WeightDecayEnd), WeightDecayEnd, "0 or more, or null for a constant one");
        Check(LayerDecay is > 0 and <= 1, nameof(LayerDecay), LayerDecay, "(0, 1]");
        Check(ClipNorm >= 0 && double.IsFinite(ClipNorm), nameof(ClipNorm), ClipNorm, "0 (off) or more");
        Check(CheckpointEvery >= 0, nameof(CheckpointEvery), CheckpointEvery, "0 (only at the end) or more");
        Check(LogEvery >= 1, nameof(LogEvery), LogEvery, "1 or more");
    }

    /// <summary>What differs from <paramref name="other"/>, as "Member: this one → other one". How often is saved and reported does not count.</summary>
    public IReadOnlyList<string> Differences(TrainerOptions other) =>
    [
        .. typeof(TrainerOptions).GetProperties()
            .Where(p => p.CanWrite && p.Name is not (nameof(CheckpointEvery) or nameof(LogEvery)))
            .Select(p => (p.Name, Mine: p.GetValue(this), Theirs: p.GetValue(other)))
            .Where(p => !Equals(p.Mine, p.Theirs))
            .Select(p => FormattableString.Invariant($"{p.Name}: {p.Mine ?? "null"} → {p.Theirs ?? "null"}")),
    ];

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(TrainerOptions), member, value, range);
}
