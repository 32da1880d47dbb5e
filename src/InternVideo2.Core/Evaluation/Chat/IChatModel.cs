using InternVideo2.Data;

namespace InternVideo2.Evaluation;

/// <summary>What a model is asked in a test: one turn, without history.</summary>
/// <param name="Clip">Which clip of the batch it is about, from 0. Several questions may be about one clip.</param>
/// <param name="Question">The user's words.</param>
public sealed record ChatRequest(int Clip, string Question)
{
    /// <summary>What stands before the conversation, and what the Q-Former is told if the model tells it something; empty without.</summary>
    public string System { get; init; } = "";

    /// <summary>What the answerer is told beforehand, in the place that instructions have in training; empty without.</summary>
    public string Instruction { get; init; } = "";

    /// <summary>How the answer begins; the model goes on from there and does not repeat it.</summary>
    public string AnswerPrefix { get; init; } = "";
}

/// <summary>How probable a given answer is.</summary>
/// <param name="Sum">Logarithm of the probability of all its tokens; 0 or less.</param>
/// <param name="Tokens">How many tokens it has, the one that ends it included if the model counts that; 1 or more.</param>
public readonly record struct AnswerLikelihood(double Sum, int Tokens)
{
    /// <summary>Per token: does not favour short answers.</summary>
    public double Mean => Sum / Tokens;
}

/// <summary>A model that talks about clips, as tests see it.</summary>
public interface IChatModel
{
    /// <summary>How answers are made, for the protocol: "greedy, at most 32 tokens, 8 frames".</summary>
    string Protocol { get; }

    /// <summary>Answers questions.</summary>
    /// <param name="clips">Stay the caller's.</param>
    /// <param name="requests">One or more.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <returns>One answer for each request, without its prefix and without the text that ends it.</returns>
    IReadOnlyList<string> Answer(ClipBatch clips, IReadOnlyList<ChatRequest> requests, CancellationToken cancellation);

    /// <summary>How probable given answers are.</summary>
    /// <param name="clips">Stay the caller's.</param>
    /// <param name="requests">One or more.</param>
    /// <param name="candidates">For each request one answer or more, each behind its prefix.</param>
    /// <param name="cancellation">Ends it between two answers.</param>
    /// <returns>For each request the likelihood of each of its candidates.</returns>
    IReadOnlyList<IReadOnlyList<AnswerLikelihood>> Likelihoods(
        ClipBatch clips, IReadOnlyList<ChatRequest> requests, IReadOnlyList<IReadOnlyList<string>> candidates, CancellationToken cancellation);
}
