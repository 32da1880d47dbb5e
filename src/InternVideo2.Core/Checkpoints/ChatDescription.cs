using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InternVideo2.Stage3;
using InternVideo2.Text;

namespace InternVideo2.Checkpoints;

/// <summary>
/// How a chat model is built and spoken to, as text in the metadata of a checkpoint under <see cref="Key"/>: so a folder can be used without any other.
/// </summary>
public sealed record ChatDescription
{
    /// <summary>The metadata entry.</summary>
    public const string Key = "iv2.chat";

    private static readonly JsonSerializerOptions Format = new()
    {
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The parts of the model.</summary>
    public required VideoChatModelOptions Model { get; init; }

    /// <summary>The form of its conversations, and what the Q-Former reads.</summary>
    public required InstructionOptions Instruction { get; init; }

    /// <summary>The tokens of the Q-Former's texts, the index is the number; null: it reads nothing.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }

    /// <summary>Tokens that end an answer beside the tokenizer's end token; null: none do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Ends { get; init; }

    /// <summary>The model of an experiment after 3.3, for files that do not describe themselves, such as the official ones.</summary>
    /// <param name="options">The experiment.</param>
    /// <param name="words">The vocabulary of the Q-Former's texts, which is BERT's (<c>vocab.txt</c>) in the official models.</param>
    public static ChatDescription Of(Stage3Options options, WordPieceTokenizer words) =>
        new() { Model = options.With(words).InstructionModel, Instruction = options.Instruction, Vocabulary = words.Vocabulary };

    /// <summary>The description that <paramref name="file"/> holds; null: it holds none.</summary>
    /// <exception cref="SafetensorsException">What stands there is not the description of such a model.</exception>
    public static ChatDescription? Of(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(Key, out var text)) return null;
        try
        {
            var description = JsonSerializer.Deserialize<ChatDescription>(text, Format) ?? throw new JsonException("it is null");
            description.Model.Validate();
            description.Instruction.Validate();
            return description;
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            throw new SafetensorsException(file.Path, $"the metadata entry '{Key}' does not describe a chat model: {e.Message}",
                advice: "Name the model's options instead.", inner: e);
        }
    }

    /// <summary>JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
