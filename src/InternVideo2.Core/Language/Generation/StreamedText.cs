using InternVideo2.Text;

namespace InternVideo2.Language;

/// <summary>
/// Turns tokens that come one by one into pieces of text. A piece never ends inside a character: the bytes of one may be spread over several tokens.
/// Texts at which an answer stops ("###") are cut off, and what may be the beginning of one is held back. Not thread-safe.
/// </summary>
/// <param name="tokenizer">Of the model.</param>
/// <param name="stops">Texts that end the answer; none may be empty.</param>
public sealed class StreamedText(ILanguageTokenizer tokenizer, IReadOnlyList<string>? stops = null)
{
    private readonly List<int> ids = [];
    private readonly IReadOnlyList<string> stops = stops ?? [];
    private int context; // tokens before it are settled: their text no longer depends on what comes
    private int said; // tokens whose text has been taken up
    private string held = "";

    /// <summary>Whether a stop text has come. What follows it is dropped.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes a token in.</summary>
    /// <param name="id">0 or more. An embedding may have more rows than the tokenizer has tokens; those say nothing.</param>
    /// <returns>The text that is now certain; often empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number below 0.</exception>
    public string Add(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        if (Stopped || id >= tokenizer.Count) return "";
        ids.Add(id);
        var text = Fresh();
        // A replacement character at the end: most likely a character of which some bytes are still to come.
        if (text.Length == 0 || text[^1] == '\uFFFD') return "";
        (context, said) = (said, ids.Count);
        return Released(text, final: false);
    }

    /// <summary>No more tokens: what was held back.</summary>
    public string Finish()
    {
        if (Stopped) return "";
        var text = Fresh();
        (context, said) = (said, ids.Count);
        return Released(text, final: true);
    }

    /// <summary>What the tokens not yet taken up add to those before them. A few of these are decoded too, since a space may depend on what is before it.</summary>
    private string Fresh()
    {
        var before = tokenizer.Decode(ids.GetRange(context, said - context));
        var whole = tokenizer.Decode(ids.GetRange(context, ids.Count - context));
        return whole.Length > before.Length ? whole[before.Length..] : "";
    }

    private string Released(string text, bool final)
    {
        held += text;
        var cut = stops.Select(stop => held.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (cut >= 0)
        {
            Stopped = true;
            return Taken(cut, drop: true);
        }
        return Taken(final ? held.Length : held.Length - stops.Select(Beginning).DefaultIfEmpty(0).Max(), drop: false);
    }

    private string Taken(int length, bool drop)
    {
        var piece = held[..length];
        held = drop ? "" : held[length..];
        return piece;
    }

    /// <summary>How many characters at the end of what is held could be the beginning of a stop text.</summary>
    private int Beginning(string stop)
    {
        for (var length = Math.Min(stop.Length - 1, held.Length); length > 0; length--)
        {
            if (held.EndsWith(stop[..length], StringComparison.Ordinal)) return length;
        }
        return 0;
    }
}
