using InternVideo2.Text;

namespace InternVideo2.Language;

/// <summary>
/// How a language model writes on (stage 3, 5.2). The default is greedy: always the likeliest token. A variation is a <c>with</c> expression:
/// <c>GenerationOptions.Greedy with { MaxNewTokens = 20 }</c>.
/// </summary>
public sealed record GenerationOptions
{
    /// <summary>Always the likeliest token, as in all published evaluations.</summary>
    public static GenerationOptions Greedy { get; } = new();

    /// <summary>Draws among the likeliest tokens that together have 90 %, as in the published chat programs.</summary>
    public static GenerationOptions Chat { get; } = new() { Sample = true, TopP = 0.9 };

    /// <summary>New tokens at most, the end token included. 1 or more. The model's context may end earlier.</summary>
    public int MaxNewTokens { get; init; } = 200;

    /// <summary>End tokens are ruled out before there are so many new tokens. 0 or more.</summary>
    public int MinNewTokens { get; init; }

    /// <summary>The same counted with the prompt and its padding: with a prompt as long as this, it does nothing. 0 or more.</summary>
    public int MinLength { get; init; }

    /// <summary>Draw tokens (true) or take the likeliest (false). <see cref="Temperature"/> and the filters below act on draws alone.</summary>
    public bool Sample { get; init; }

    /// <summary>Scores are divided by it: below 1 the likely gets likelier. Above 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only so many of the likeliest tokens are drawn from, and all that equal the last of them; 0: all. 50 unless set, as in Hugging Face's library.</summary>
    public int TopK { get; init; } = 50;

    /// <summary>Only the likeliest tokens that together have this probability are drawn from. Above 0, at most 1; 1: all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only tokens with this share of the likeliest one's probability are drawn from. In [0, 1]; 0: all.</summary>
    public double MinP { get; init; }

    /// <summary>Above 1: what has been written (and what was given as ids) gets less likely; 1: nothing changes. Above 0.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Texts that are followed at a time (beam search); 1: one. 1 or more.</summary>
    public int Beams { get; init; } = 1;

    /// <summary>A finished text's score is the sum of its log-probabilities divided by its length to this power. Of beam search alone.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>When beam search has found enough. Of beam search alone.</summary>
    public EarlyStopping EarlyStopping { get; init; }

    /// <summary>Texts returned for each prompt, the best first. 1 … <see cref="Beams"/>.</summary>
    public int Returned { get; init; } = 1;

    /// <summary>Tokens that end a text; they stay in the result.</summary>
    public IReadOnlyList<int> Ends { get; init; } = [];

    /// <summary>Sequences of tokens that end a text; they stay in the result. None may be empty.</summary>
    public IReadOnlyList<IReadOnlyList<int>> StopSequences { get; init; } = [];

    /// <summary>How many of the likeliest tokens are reported with each token, for views. 0 or more. Not of beam search.</summary>
    public int Alternatives { get; init; }

    /// <summary>
    /// Whether tokens after the prompt are made with matrices rounded to int8, row by row: on a CPU with AVX2 about twice as fast where the matrices are
    /// larger than its cache, and nearly, not exactly, the same answers. The rounded copies, a quarter of the model's size, are made once, and anew when
    /// weights have changed; the model keeps them. Ignored where tokens are not made in one native call (other devices and types, more than 8 texts: prompts
    /// times <see cref="Beams"/>).
    /// </summary>
    public bool Int8 { get; init; }

    /// <summary>Seed of the draws. Each prompt of a batch has its own, so that it is answered as if it were alone.</summary>
    public ulong Seed { get; init; }

    /// <summary>The same with a tokenizer's end token.</summary>
    public GenerationOptions For(ILanguageTokenizer tokenizer) => tokenizer.End is { } end && !Ends.Contains(end) ? this with { Ends = [.. Ends, end] } : this;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(MaxNewTokens >= 1, nameof(MaxNewTokens), MaxNewTokens, "1 or more");
        Check(MinNewTokens >= 0, nameof(MinNewTokens), MinNewTokens, "0 or more");
        Check(MinLength >= 0, nameof(MinLength), MinLength, "0 or more");
        Check(Temperature > 0 && double.IsFinite(Temperature), nameof(Temperature), Temperature, $"above 0 (greedy: {nameof(Sample)} = false)");
        Check(TopK >= 0, nameof(TopK), TopK, "0 or more");
        Check(TopP is > 0 and <= 1, nameof(TopP), TopP, "above 0, at most 1");
        Check(MinP is >= 0 and <= 1, nameof(MinP), MinP, "0 … 1");
        Check(RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty), nameof(RepetitionPenalty), RepetitionPenalty, "above 0");
        Check(Beams >= 1, nameof(Beams), Beams, "1 or more");
        Check(double.IsFinite(LengthPenalty), nameof(LengthPenalty), LengthPenalty, "a finite number");
        Check(Enum.IsDefined(EarlyStopping), nameof(EarlyStopping), EarlyStopping, string.Join(", ", Enum.GetNames<EarlyStopping>()));
        Check(Returned >= 1 && Returned <= Beams, nameof(Returned), Returned, $"1 … {nameof(Beams)} = {Beams}");
        Check(Ends.All(id => id >= 0), nameof(Ends), string.Join(", ", Ends), "token numbers, 0 or more");
        Check(StopSequences.All(ids => ids.Count > 0), nameof(StopSequences), "[]", "sequences of one token or more");
        Check(Alternatives >= 0, nameof(Alternatives), Alternatives, "0 or more");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(GenerationOptions), member, value, range);
}
