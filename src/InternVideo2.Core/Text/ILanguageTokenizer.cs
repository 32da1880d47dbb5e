namespace InternVideo2.Text;

/// <summary>The tokenizer of a language model: any text becomes numbers, and numbers become text again. Implementations are thread-safe.</summary>
public interface ILanguageTokenizer
{
    /// <summary>Numbers that occur: 0 … <see cref="Count"/> − 1.</summary>
    int Count { get; }

    /// <summary>Number of the token that begins a text; null: there is none.</summary>
    int? Begin { get; }

    /// <summary>Number of the token that ends an answer; null: there is none.</summary>
    int? End { get; }

    /// <summary>Number that fills up short texts; null: there is none.</summary>
    int? Padding { get; }

    /// <summary>The numbers of a text, without any begin or end token of their own accord. Special tokens written in the text are recognised where the
    /// tokenizer's file says so.</summary>
    int[] Encode(string text);

    /// <summary>The text of numbers.</summary>
    /// <param name="ids">Each in 0 … <see cref="Count"/> − 1.</param>
    /// <param name="skipSpecial">Whether special tokens (begin, end, padding …) leave no text.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    string Decode(IReadOnlyList<int> ids, bool skipSpecial = true);

    /// <summary>Writes the tokenizer's files, as <see cref="TokenizerFolder.Load"/> reads them.</summary>
    /// <param name="folder">Must exist; files of the same names are replaced.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    void Save(string folder);
}
