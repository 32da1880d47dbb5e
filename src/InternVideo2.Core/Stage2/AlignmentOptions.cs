using InternVideo2.Data;

namespace InternVideo2.Stage2;

/// <summary>What the words of a text are guessed from.</summary>
public enum WordPrediction
{
    /// <summary>Some are hidden, and guessed from all that are not: as released.</summary>
    Masked,

    /// <summary>Each is guessed from those before it: −log f(T_j | T_&lt;j), as the paper writes the loss. A causal mask in all text and fusion layers.</summary>
    Autoregressive,
}

/// <summary>
/// What is learned in stage 2: L = β₁·L_CON + β₂·L_MAC + β₃·L_MLM over pairs of media and texts (stage 2, 8). The defaults are the released
/// configuration's.
/// </summary>
public sealed record AlignmentOptions
{
    /// <summary>β₁: weight of contrast (VTC, ATC, AVC, AVTC). 0 or more.</summary>
    public double Beta1 { get; init; } = 1;

    /// <summary>β₂: weight of matching (VTM, ATM, AVTM). 0 or more.</summary>
    public double Beta2 { get; init; } = 1;

    /// <summary>β₃: weight of guessing words (MLM, AMLM, AVMLM). 0 or more.</summary>
    public double Beta3 { get; init; } = 1;

    /// <summary>Which pairs count; each switches on exactly its terms.</summary>
    public MediaPairs Pairs { get; init; } = MediaPairs.Paper;

    /// <summary>A weight for each term beside its β.</summary>
    public TermWeights Weights { get; init; } = new();

    public TermCaptions Captions { get; init; } = new();

    /// <summary>Whether wrong pairs that look alike are drawn more often; otherwise all are equally likely.</summary>
    public bool HardNegatives { get; init; } = true;

    public WordPrediction Words { get; init; } = WordPrediction.Masked;

    /// <summary>Share of the words that are hidden. Above 0, at most 1.</summary>
    public double WordMaskRatio { get; init; } = 0.5;

    /// <summary>Tokens of a text, the class token included; what is longer is cut off. 2 or more: 32 for 1B, 40 for 6B.</summary>
    public int MaxTokens { get; init; } = 40;

    /// <summary>Share of the teacher's middle features in UTA. 0 or more.</summary>
    public double TeacherMiddle { get; init; } = 1;

    /// <summary>Share of its final features. 0 or more; 0 leaves them out.</summary>
    public double TeacherFinal { get; init; } = 1;

    /// <summary>Whether the teacher is asked about pictures alone.</summary>
    public bool TeacherOfPicturesAlone { get; init; }

    /// <summary>Smallest and largest temperature; it is brought back between them before each training step (stage 2, 5.3).</summary>
    public double LowestTemperature { get; init; } = 0.001;

    /// <inheritdoc cref="LowestTemperature"/>
    public double HighestTemperature { get; init; } = 0.5;

    /// <summary>The weight of a term in the total: its β times its own weight; 0 for a term that no pair switches on.</summary>
    /// <param name="term">The term.</param>
    /// <param name="media">The batch's type.</param>
    /// <remarks>As released, the words of sound alone need the weight of MLM besides their own to be above 0 (stage 2, 5.4).</remarks>
    public double WeightOf(LossTerm term, MediaType media)
    {
        if (term == LossTerm.Uta)
        {
            var shown = media == MediaType.Image || (media is MediaType.Video or MediaType.AudioVideo && !TeacherOfPicturesAlone);
            return shown && TeacherMiddle + TeacherFinal > 0 ? Weights.Uta : 0;
        }
        if (!Pairs.TermsFor(media).Contains(term)) return 0;
        if (term == LossTerm.Amlm && media == MediaType.Audio && Weights.Mlm == 0) return 0;
        return Weights.Of(term) * term.Kind() switch
        {
            LossKind.Contrast => Beta1,
            LossKind.Matching => Beta2,
            _ => Beta3,
        };
    }

    /// <summary>The terms of a batch whose weight is above 0, in report order.</summary>
    public IReadOnlyList<LossTerm> ActiveTerms(MediaType media) => [.. LossTerms.All.Where(term => WeightOf(term, media) > 0)];

    /// <summary>Whether a term counts for some type of batch.</summary>
    public bool Uses(LossTerm term) => Enum.GetValues<MediaType>().Any(media => WeightOf(term, media) > 0);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        CheckWeight(Beta1, nameof(Beta1));
        CheckWeight(Beta2, nameof(Beta2));
        CheckWeight(Beta3, nameof(Beta3));
        Weights.Validate();
        Captions.Validate();
        Check((Pairs & ~MediaPairs.All) == 0, nameof(Pairs), Pairs, $"some of {MediaPairs.All}");
        Check(Enum.IsDefined(Words), nameof(Words), Words, string.Join(" or ", Enum.GetNames<WordPrediction>()));
        Check(WordMaskRatio is > 0 and <= 1, nameof(WordMaskRatio), WordMaskRatio, "above 0, at most 1");
        Check(MaxTokens >= 2, nameof(MaxTokens), MaxTokens, "2 or more");
        CheckWeight(TeacherMiddle, nameof(TeacherMiddle));
        CheckWeight(TeacherFinal, nameof(TeacherFinal));
        Check(LowestTemperature > 0, nameof(LowestTemperature), LowestTemperature, "above 0");
        Check(HighestTemperature >= LowestTemperature && double.IsFinite(HighestTemperature), nameof(HighestTemperature), HighestTemperature,
            $"{nameof(LowestTemperature)} = {LowestTemperature} or more");
        Check(LossTerms.All.Any(Uses), nameof(Pairs), Pairs, "such that some term has a weight above 0");
    }

    private static void CheckWeight(double value, string member) => Check(value >= 0 && double.IsFinite(value), member, value, "0 or more");

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(AlignmentOptions), member, value, range);
}
