using InternVideo2.Data;
using InternVideo2.Evaluation;

namespace InternVideo2.Tests.Evaluation.Chat;

/// <summary>Answers by a function of the clip's name and the request; a candidate is the likelier the more it looks like that answer.</summary>
internal sealed class ScriptedChat(Func<string, ChatRequest, string> answer) : IChatModel
{
    /// <summary>Every request so far, with the clip's name.</summary>
    public List<(string Clip, ChatRequest Request)> Asked { get; } = [];

    public string Protocol => "scripted";

    public IReadOnlyList<string> Answer(ClipBatch clips, IReadOnlyList<ChatRequest> requests, CancellationToken cancellation)
    {
        Asked.AddRange(requests.Select(request => (clips.Ids[request.Clip], request)));
        return [.. requests.Select(request => answer(clips.Ids[request.Clip], request))];
    }

    public IReadOnlyList<IReadOnlyList<AnswerLikelihood>> Likelihoods(
        ClipBatch clips, IReadOnlyList<ChatRequest> requests, IReadOnlyList<IReadOnlyList<string>> candidates, CancellationToken cancellation) =>
        [.. Answer(clips, requests, cancellation).Zip(candidates, (said, texts) => (IReadOnlyList<AnswerLikelihood>)
            [.. texts.Select(text => new AnswerLikelihood(text == said ? -1 : -2 - text.Length, text.Length))])];
}
