using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>Templates of VideoChat2 in which answers alone are learned, up to and with their end (stage 3, 8.4).</summary>
public abstract class TurnTemplate : VideoChat2Template
{
    private protected TurnTemplate()
    {
    }

    /// <summary>Begins a question.</summary>
    private protected abstract string BeginsQuestion { get; }

    /// <summary>Stands between a question and its answer.</summary>
    private protected abstract string BeginsAnswer { get; }

    /// <summary>Whether white space at the end of the first part is encoded with the answer that follows.</summary>
    private protected abstract bool TrimsFirst { get; }

    private protected sealed override IEnumerable<(int Length, bool Learned)> Spans(ILanguageTokenizer tokenizer, string after)
    {
        var parts = after.Split(BeginsAnswer);
        foreach (var (index, text) in parts.Index())
        {
            var last = index == parts.Length - 1;
            var part = last ? text : text + BeginsAnswer;
            if (index == 0 && !last) yield return (tokenizer.Encode(TrimsFirst ? part.TrimEnd() : part).Length, false);
            else if (last) yield return (tokenizer.Encode(part).Length, true);
            else
            {
                var answer = tokenizer.Encode(part.Split(BeginsQuestion)[0].TrimEnd()).Length;
                yield return (answer, true);
                yield return (tokenizer.Encode(part.TrimEnd()).Length - answer, false);
            }
        }
    }
}
