using System.Text.Encodings.Web;
using System.Text.Json;

namespace InternVideo2.Text;

/// <summary>The tokenizer of a language model's folder, in any of the forms in which models are published.</summary>
public static class TokenizerFolder
{
    /// <summary>A SentencePiece vocabulary.</summary>
    public const string SentencePieceFile = "tokenizer.model";

    /// <summary>A whole tokenizer in the form of the Hugging Face library.</summary>
    public const string JsonFile = "tokenizer.json";

    /// <summary>Which tokens begin, end and pad.</summary>
    public const string ConfigFile = "tokenizer_config.json";

    // Vocabularies are full of signs that JSON could write as numbers; readers prefer the signs.
    internal static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Reads tokenizer.model (as VideoChat2 and InternVideo2-Chat do) or, without one, tokenizer.json; in both cases with tokenizer_config.json, if
    /// there is one.
    /// </summary>
    /// <exception cref="VocabularyException">There is neither file, or one is damaged or of a kind that is not supported.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ILanguageTokenizer Load(string folder)
    {
        if (File.Exists(Path.Combine(folder, SentencePieceFile))) return LlamaTokenizer.Load(folder);
        if (File.Exists(Path.Combine(folder, JsonFile))) return HuggingFaceTokenizer.Load(Path.Combine(folder, JsonFile));
        throw new VocabularyException($"There is no tokenizer in '{folder}': it must have a {SentencePieceFile} or a {JsonFile}. Copy it there from where the model came from.");
    }

    /// <summary>Refuses a tokenizer that has numbers the model has no embedding for.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="vocabulary">Rows of the embedding. Models may have more than the tokenizer has tokens, for round numbers.</param>
    /// <param name="model">Name of the model, for the message.</param>
    /// <exception cref="VocabularyException">The tokenizer has more tokens than the embedding has rows.</exception>
    public static void CheckFits(ILanguageTokenizer tokenizer, long vocabulary, string model)
    {
        if (tokenizer.Count > vocabulary)
        {
            throw new VocabularyException(
                $"The tokenizer has {tokenizer.Count} tokens, but the embedding of {model} has only {vocabulary} rows: they do not belong together. "
                + "Load the tokenizer from the folder of the language model.");
        }
    }
}
