namespace InternVideo2.Language;

/// <summary>A token and how likely the model takes it to be.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Probability">In [0, 1].</param>
public readonly record struct TokenProbability(int Id, double Probability);

/// <summary>One token that a model wrote.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Probability">By the model itself, before any filter: the softmax over all tokens, in [0, 1].</param>
/// <param name="Alternatives">The likeliest tokens at this place, the best first; as many as the options ask for.</param>
/// <param name="End">Why it is the last one; null: it is not.</param>
public sealed record GeneratedToken(int Id, double Probability, IReadOnlyList<TokenProbability> Alternatives, GenerationEnd? End);
