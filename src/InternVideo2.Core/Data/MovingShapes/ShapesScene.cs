namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// One clip of the moving shapes, before anything is drawn or played: its facts and the continuous quantities that no label tells. Three
/// seconds at eight frames per second. Made from three numbers alone, so that any clip can be made again, anywhere and in any order.
/// </summary>
/// <param name="Split">Part of the set.</param>
/// <param name="Seed">Seed of the set.</param>
/// <param name="Index">Number of the clip within its part, 0 … 99,999.</param>
/// <param name="TwoMotions">Share of clips with two motions that the factors were drawn with, 0 … 1.</param>
/// <param name="Factors">The facts.</param>
/// <param name="Start">Where the object is in frame 0.</param>
/// <param name="FirstRate">Picture widths per second of the first motion.</param>
/// <param name="ThenRate">Picture widths per second of the second motion, if there is one.</param>
/// <param name="Brightness">Factor on the object's colour, 0.9 … 1.05.</param>
/// <param name="Backdrop">Particulars of the background.</param>
/// <param name="StartHertz">Pitch of the melody's first note, 240 … 420 Hz.</param>
public sealed record ShapesScene(
    ShapesSplit Split,
    ulong Seed,
    int Index,
    double TwoMotions,
    ShapesFactors Factors,
    ShapeState Start,
    double FirstRate,
    double ThenRate,
    double Brightness,
    ShapesBackdrop Backdrop,
    double StartHertz)
{
    /// <summary>Frames of a clip.</summary>
    public const int Frames = 24;

    /// <summary>Frames per second.</summary>
    public const int FramesPerSecond = 8;

    /// <summary>Share of clips with two motions, unless another is asked for.</summary>
    public const double UsualTwoMotions = 0.25;

    // A seed has this many clips per part; further ones would be those of the next seed.
    private const int ClipsPerSeed = 100_000;

    // Purposes of draws: how often factors are drawn anew must not shift the rest.
    private const ulong FactorStream = 1;
    private const ulong StateStream = 2;

    /// <summary>A name that no other clip of any part has.</summary>
    public string Id => TwoMotions == UsualTwoMotions
        ? FormattableString.Invariant($"shapes-{Split.Name()}-{Seed}-{Index:00000}")
        : FormattableString.Invariant($"shapes-{Split.Name()}-{Seed}-{Index:00000}-two{TwoMotions:R}");

    /// <summary>Draws a clip.</summary>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="index">Number of the clip, 0 … 99,999; in <see cref="ShapesSplit.RetrievalHard"/> 0 … 6,719.</param>
    /// <param name="split">Part of the set.</param>
    /// <param name="twoMotions">Share of clips with two motions, 0 … 1. Clips of <see cref="ShapesSplit.RetrievalHard"/> have one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ShapesScene Draw(ulong seed, int index, ShapesSplit split, double twoMotions = UsualTwoMotions)
    {
        OptionRange.Check(seed < ulong.MaxValue / ClipsPerSeed, nameof(ShapesScene), nameof(Seed), seed, $"0 … {(ulong.MaxValue / ClipsPerSeed) - 1}");
        OptionRange.Check(index is >= 0 and < ClipsPerSeed, nameof(ShapesScene), nameof(Index), index, $"0 … {ClipsPerSeed - 1}");
        OptionRange.Check(twoMotions is >= 0 and <= 1, nameof(ShapesScene), nameof(TwoMotions), twoMotions, "0 … 1");
        var factors = ShapesFactorDraw.Draw(Random(split, seed, index, FactorStream), seed, index, split, twoMotions);
        var random = Random(split, seed, index, StateStream);
        var rate = factors.Speed == ShapeSpeed.Slowly ? 0.15 : 0.40;
        return new ShapesScene(
            split, seed, index, twoMotions, factors,
            new ShapeState(random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()),
            rate * Between(random, 0.85, 1.15),
            rate * Between(random, 0.85, 1.15),
            Between(random, 0.9, 1.05),
            ShapesBackdrop.Draw(random),
            Between(random, 240, 420));
    }

    /// <summary>The object's state at a frame.</summary>
    /// <param name="frame">0 … 23.</param>
    public ShapeState At(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Frames);
        const double Half = Frames / 2.0 / FramesPerSecond;
        var seconds = frame / (double)FramesPerSecond;
        return Factors.Then is not { } then || seconds <= Half
            ? Start.After(Factors.Motion, FirstRate * seconds)
            : Start.After(Factors.Motion, FirstRate * Half).After(then, ThenRate * (seconds - Half));
    }

    /// <summary>Draws of this clip for a purpose of their own; 1 and 2 are taken.</summary>
    internal SeededRandom Random(ulong purpose) => Random(Split, Seed, Index, purpose);

    private static SeededRandom Random(ShapesSplit split, ulong seed, int index, ulong purpose) =>
        new((seed * ClipsPerSeed) + (ulong)index, SeededRandom.Stream(split.Name()), purpose);

    private static double Between(SeededRandom random, double least, double most) => least + ((most - least) * random.NextDouble());
}
