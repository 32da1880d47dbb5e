using System.Runtime.CompilerServices;
using System.Text;
using InternVideo2.Data;
using InternVideo2.Language;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// Questions and answers about one clip: it was watched once, and each answer is written in the light of those before. Owns what was seen; borrows the
/// <see cref="VideoChat"/>.
/// </summary>
public sealed class ClipConversation : IDisposable
{
    private readonly VideoChat chat;
    private readonly Tensor seen; // N n C
    private readonly MediaType media;
    private readonly string framesMessage;
    private readonly List<ChatTurn> history = [];
    private (string? Read, Tensor Rows)? found; // N Q C

    internal ClipConversation(VideoChat chat, Tensor seen, MediaType media, string framesMessage) =>
        (this.chat, this.seen, this.media, this.framesMessage) = (chat, seen, media, framesMessage);

    /// <summary>What was asked and answered so far; without an answer that was stopped.</summary>
    public IReadOnlyList<ChatTurn> History => history;

    /// <summary>The tokens of the last answer with their probabilities, as far as it has come.</summary>
    public IReadOnlyList<GeneratedToken> Tokens { get; private set; } = [];

    /// <summary>Answers a question, piece by piece.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="generation">How it is answered; null: as the chat's options say.</param>
    /// <param name="cancellation">Ends the answer before its next token. Leaving the loop ends it as well; the history is then as before.</param>
    /// <returns>Pieces of the answer, as they are written; none breaks a character.</returns>
    /// <exception cref="ContextLengthException">What was said before and the question leave no room in the language model's context.</exception>
    /// <exception cref="ArgumentException">The question is empty.</exception>
    public async IAsyncEnumerable<string> Ask(
        string question, GenerationOptions? generation = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(question)) throw new ArgumentException("There is no question.", nameof(question));
        var tokenizer = chat.Tokenizers.Language;
        var tokens = new List<GeneratedToken>();
        var space = "";
        Tokens = tokens;
        var (written, answer) = (new StreamedText(tokenizer, [chat.Template.AnswerEnd]), new StringBuilder());
        using var embeddings = Prompt(question).DetachFromDisposeScope();
        await foreach (var token in TextGeneration.Stream(chat.Model.Language, embeddings, chat.Writing(generation), cancellation).ConfigureAwait(false))
        {
            // What is written already, but not yet said, is not said either.
            cancellation.ThrowIfCancellationRequested();
            tokens.Add(token);
            if (token.End != GenerationEnd.EndToken && Said(answer, written.Add(token.Id), ref space) is { Length: > 0 } piece) yield return piece;
            if (written.Stopped) break;
        }
        if (Said(answer, written.Finish(), ref space) is { Length: > 0 } rest) yield return rest;
        history.Add(new ChatTurn(question, answer.ToString()));
    }

    /// <summary>Forgets what was said; the clip stays.</summary>
    public void StartOver() => history.Clear();

    public void Dispose()
    {
        seen.Dispose();
        found?.Rows.Dispose();
    }

    // Space is said once more text follows it: an answer has none at its ends.
    private static string Said(StringBuilder answer, string piece, ref string space)
    {
        piece = answer.Length == 0 ? piece.TrimStart() : space + piece;
        var said = piece.TrimEnd();
        space = piece[said.Length..];
        answer.Append(said);
        return said;
    }

    private Tensor Prompt(string question)
    {
        var prompt = new ChatPrompt { Question = question, History = history, Media = media, System = chat.Options.System, FramesMessage = framesMessage };
        var row = chat.Template.Chat(chat.Tokenizers.Language, prompt, new VisualTokens(chat.Model.VisualRows, (int)seen.shape[0], chat.Options.Tiles is not null));
        using var prompts = PromptBatch.Of([row], padding: 0);
        return chat.Embed(prompts, Found(history.Count > 0 ? history[0].Question : question));
    }

    // As long as the queries read the same text they find the same.
    private Tensor Found(string firstQuestion)
    {
        var read = chat.Reading(firstQuestion);
        if (found is { } known && known.Read == read) return known.Rows;
        found?.Rows.Dispose();
        found = null;
        var rows = chat.Find(seen, read).DetachFromDisposeScope();
        found = (read, rows);
        return rows;
    }
}
