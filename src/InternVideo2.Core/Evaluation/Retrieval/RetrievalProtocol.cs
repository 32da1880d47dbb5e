using System.Globalization;
using InternVideo2.Data;

namespace InternVideo2.Evaluation;

/// <summary>What was done to get a result: results of different protocols are not to be compared. Every report carries it.</summary>
public sealed record RetrievalProtocol
{
    /// <summary>Name of the set.</summary>
    public required string Set { get; init; }

    /// <summary>What the media are.</summary>
    public required MediaType Media { get; init; }

    /// <summary>How many there are.</summary>
    public required int MediaCount { get; init; }

    /// <summary>How many texts (classes, with prompts) there are.</summary>
    public required int TextCount { get; init; }

    /// <summary>Prompts of each text; 1 without.</summary>
    public required int Prompts { get; init; }

    /// <summary>The form of the ground truth.</summary>
    public required string Truth { get; init; }

    /// <summary>Frames of each medium; 0 for sound.</summary>
    public required int Frames { get; init; }

    /// <summary>Tokens at which texts are cut.</summary>
    public required int MaxTextTokens { get; init; }

    /// <summary>Texts that fill this limit: longer ones among them lost their end.</summary>
    public required int TextsAtLimit { get; init; }

    /// <summary>Candidates that were compared by the matching head; 0: none.</summary>
    public required int Candidates { get; init; }

    /// <summary>Whether the candidates were chosen by dual softmax.</summary>
    public required bool CandidatesByDualSoftmax { get; init; }

    /// <summary>What cosines were multiplied with inside the dual softmax.</summary>
    public required double DualSoftmaxScale { get; init; }

    /// <summary>How intervals were drawn.</summary>
    public required Bootstrap Bootstrap { get; init; }

    /// <summary>One line.</summary>
    public override string ToString()
    {
        var prompts = Prompts == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" of {Prompts} prompts");
        var matching = Candidates == 0
            ? "contrast only"
            : string.Create(CultureInfo.InvariantCulture, $"match: the best {Candidates} by {(CandidatesByDualSoftmax ? "dual softmax" : "cosine")} compared again");
        return string.Create(CultureInfo.InvariantCulture,
            $"{Set}: {MediaNames.Count(Media, MediaCount)} × {TextCount} texts{prompts}, {Truth}{MediaNames.Frames(Frames)}; texts of at most {MaxTextTokens} tokens{MediaNames.AtLimit(TextsAtLimit)}; {matching}; dsl: dual softmax of {DualSoftmaxScale:0.####} × cosine; {Bootstrap}");
    }
}
