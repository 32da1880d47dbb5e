namespace InternVideo2.Stage2;

/// <summary>The losses of stage 2 by their names in the release (stage 2, 7 and 8).</summary>
public enum LossTerm
{
    /// <summary>Contrast of what is seen with a text.</summary>
    Vtc,

    /// <summary>Contrast of what is heard with a text.</summary>
    Atc,

    /// <summary>Contrast of what is heard with what is seen; no text.</summary>
    Avc,

    /// <summary>Contrast of what is seen and heard together with a text.</summary>
    Avtc,

    /// <summary>Matching of what is seen and a text.</summary>
    Vtm,

    /// <summary>Matching of what is heard and a text.</summary>
    Atm,

    /// <summary>Matching of what is seen and heard and a text.</summary>
    Avtm,

    /// <summary>Guessing words while seeing.</summary>
    Mlm,

    /// <summary>Guessing words while hearing.</summary>
    Amlm,

    /// <summary>Guessing words while seeing and hearing.</summary>
    Avmlm,

    /// <summary>Alignment of the unmasked tokens with an image teacher.</summary>
    Uta,
}

/// <summary>What a loss compares a text with.</summary>
public enum Sense
{
    /// <summary>Frames.</summary>
    Vision,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Both: the tokens of sound first, then those of frames.</summary>
    AudioVision,
}

/// <summary>What kinds of loss there are: the paper's L_CON, L_MAC and L_MLM, and the teacher's.</summary>
public enum LossKind
{
    Contrast,

    Matching,

    Words,

    Teacher,
}

/// <summary>Facts about the terms.</summary>
public static class LossTerms
{
    /// <summary>All of them, in report order.</summary>
    public static IReadOnlyList<LossTerm> All { get; } = Enum.GetValues<LossTerm>();

    /// <summary>Which part of L = β₁·L_CON + β₂·L_MAC + β₃·L_MLM a term belongs to.</summary>
    public static LossKind Kind(this LossTerm term) => term switch
    {
        <= LossTerm.Avtc => LossKind.Contrast,
        <= LossTerm.Avtm => LossKind.Matching,
        <= LossTerm.Avmlm => LossKind.Words,
        _ => LossKind.Teacher,
    };

    /// <summary>What it listens to or looks at. For <see cref="LossTerm.Avc"/>, which has no text, sound.</summary>
    public static Sense Sense(this LossTerm term) => term switch
    {
        LossTerm.Vtc or LossTerm.Vtm or LossTerm.Mlm or LossTerm.Uta => Stage2.Sense.Vision,
        LossTerm.Avtc or LossTerm.Avtm or LossTerm.Avmlm => Stage2.Sense.AudioVision,
        _ => Stage2.Sense.Audio,
    };

    /// <summary>Whether it needs a text.</summary>
    public static bool HasText(this LossTerm term) => term is not (LossTerm.Avc or LossTerm.Uta);

    /// <summary>As papers and reports write it: "VTC".</summary>
    public static string Label(this LossTerm term) => term.ToString().ToUpperInvariant();
}
