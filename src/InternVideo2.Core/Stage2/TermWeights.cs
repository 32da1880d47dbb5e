namespace InternVideo2.Stage2;

/// <summary>A weight for each term, beside the three β (stage 2, 8.1). 0 switches a term off. Each is 0 or more.</summary>
public sealed record TermWeights
{
    public double Vtc { get; init; } = 1;

    public double Atc { get; init; } = 1;

    public double Avc { get; init; } = 1;

    public double Avtc { get; init; } = 1;

    public double Vtm { get; init; } = 1;

    public double Atm { get; init; } = 1;

    public double Avtm { get; init; } = 1;

    public double Mlm { get; init; } = 1;

    public double Amlm { get; init; } = 1;

    public double Avmlm { get; init; } = 1;

    /// <summary>The teacher's term: off in every released configuration of stage 2.</summary>
    public double Uta { get; init; }

    /// <summary>The weight of a term.</summary>
    public double Of(LossTerm term) => term switch
    {
        LossTerm.Vtc => Vtc,
        LossTerm.Atc => Atc,
        LossTerm.Avc => Avc,
        LossTerm.Avtc => Avtc,
        LossTerm.Vtm => Vtm,
        LossTerm.Atm => Atm,
        LossTerm.Avtm => Avtm,
        LossTerm.Mlm => Mlm,
        LossTerm.Amlm => Amlm,
        LossTerm.Avmlm => Avmlm,
        _ => Uta,
    };

    /// <summary>Throws when a weight is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        foreach (var term in LossTerms.All)
            OptionRange.Check(Of(term) >= 0 && double.IsFinite(Of(term)), nameof(TermWeights), term.ToString(), Of(term), "0 or more");
    }
}
