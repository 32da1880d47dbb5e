using InternVideo2.Layers;

namespace InternVideo2.Language;

/// <summary>Sizes of a <see cref="LanguageModel"/>; the defaults are those of LLaMA-7B and Vicuna-7B (stage 3, 5.1).</summary>
public sealed partial record LanguageModelOptions
{
    /// <summary>V, tokens of the vocabulary. 1 or more.</summary>
    public int VocabularySize { get; init; } = 32000;

    /// <summary>C, channels of a state. 1 or more.</summary>
    public int Width { get; init; } = 4096;

    /// <summary>Number of layers. 1 or more.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Heads of the queries. 1 or more.</summary>
    public int Heads { get; init; } = 32;

    /// <summary>Heads of keys and values, a divisor of <see cref="Heads"/>; null: as many.</summary>
    public int? KeyHeads { get; init; }

    /// <summary>d, channels of a head. Even; null: <see cref="Width"/>/<see cref="Heads"/>.</summary>
    public int? HeadWidth { get; init; }

    /// <summary>Width inside the gated MLPs. 1 or more.</summary>
    public int HiddenWidth { get; init; } = 11008;

    /// <summary>ε of the norms. Above 0.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>θ, the base of the rotary frequencies. Above 1.</summary>
    public double RotaryBase { get; init; } = 10000;

    /// <summary>W, tokens that a token sees, itself included. 1 or more; null: all before it.</summary>
    public int? Window { get; init; }

    /// <summary>Tokens of prompt and answer together that the model was made for. 1 or more.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary>Whether the matrix from states to words is that of the embeddings.</summary>
    public bool TiedHead { get; init; }

    /// <summary>Sizes of the low-rank adapters; null: none.</summary>
    public LowRankOptions? Adapter { get; init; }

    /// <summary>Which matrices have one. Ignored without <see cref="Adapter"/>.</summary>
    public AdapterTargets AdapterTargets { get; init; } = AdapterTargets.QueryAndValue;

    /// <summary>Heads of keys and values.</summary>
    public int KeyHeadCount => KeyHeads ?? Heads;

    /// <summary>d.</summary>
    public int ChannelsPerHead => HeadWidth ?? Width / Heads;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(VocabularySize >= 1, nameof(VocabularySize), VocabularySize, "1 or more");
        Check(Width >= 1, nameof(Width), Width, "1 or more");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(KeyHeadCount >= 1 && Heads % KeyHeadCount == 0, nameof(KeyHeads), KeyHeads, $"a divisor of {nameof(Heads)} = {Heads}");
        Check(HeadWidth is null || (HeadWidth >= 2 && HeadWidth % 2 == 0), nameof(HeadWidth), HeadWidth, "an even number, 2 or more");
        Check(HeadWidth is not null || Width % (2 * Heads) == 0, nameof(Width), Width, $"a multiple of 2·{nameof(Heads)} = {2 * Heads}, unless {nameof(HeadWidth)} is given");
        Check(HiddenWidth >= 1, nameof(HiddenWidth), HiddenWidth, "1 or more");
        Check(NormEpsilon > 0, nameof(NormEpsilon), NormEpsilon, "above 0");
        Check(RotaryBase > 1, nameof(RotaryBase), RotaryBase, "above 1");
        Check(Window is null or >= 1, nameof(Window), Window, "1 or more, or none");
        Check(MaxPositions >= 1, nameof(MaxPositions), MaxPositions, "1 or more");
        Check(Adapter is null or { Rank: >= 1, Dropout: >= 0 and < 1 }, nameof(Adapter), Adapter, "rank 1 or more, dropout in [0, 1)");
        Check((AdapterTargets & ~AdapterTargets.All) == 0, nameof(AdapterTargets), AdapterTargets, "matrices of the model");
        Check(Adapter is null || AdapterTargets != AdapterTargets.None, nameof(AdapterTargets), AdapterTargets, $"one matrix or more, as there is an {nameof(Adapter)}");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(LanguageModelOptions), member, value, range);
}
