using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using InternVideo2.Audio;
using InternVideo2.Encoders;
using InternVideo2.Stage2;
using InternVideo2.Text;

namespace InternVideo2.Checkpoints;

/// <summary>
/// How a model of stage 2 is built and what it reads and hears, as text in the metadata of a checkpoint under <see cref="Key"/>: so a file can be used
/// without any other.
/// </summary>
public sealed partial record AlignmentDescription
{
    /// <summary>The metadata entry.</summary>
    public const string Key = "iv2.alignment";

    private static readonly JsonSerializerOptions Format = new()
    {
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new LayerSelectionText() },
    };

    /// <summary>The parts of the model.</summary>
    public required AlignmentModelOptions Model { get; init; }

    /// <summary>The tokens that its texts are made of; the index is the number.</summary>
    public required IReadOnlyList<string> Vocabulary { get; init; }

    /// <summary>Tokens of the longest texts it was trained with.</summary>
    public int MaxTokens { get; init; } = 32;

    /// <summary>The features of the sounds it was trained with; null: it hears nothing, or the file does not tell.</summary>
    public LogMelOptions? Sound { get; init; }

    /// <summary>The model of an experiment, reading texts with <paramref name="tokenizer"/>.</summary>
    public static AlignmentDescription Of(Stage2Options options, WordPieceTokenizer tokenizer) =>
        new() { Model = options.For(tokenizer).Model, Vocabulary = tokenizer.Vocabulary, MaxTokens = options.Losses.MaxTokens };

    /// <summary>The description that <paramref name="file"/> holds; null: it holds none.</summary>
    /// <exception cref="SafetensorsException">What stands there is not the description of such a model.</exception>
    public static AlignmentDescription? Of(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(Key, out var text)) return null;
        try
        {
            var description = JsonSerializer.Deserialize<AlignmentDescription>(text, Format) ?? throw new JsonException("it is null");
            description.Model.Validate();
            return description;
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            throw new SafetensorsException(file.Path, $"the metadata entry '{Key}' does not describe a model of stage 2: {e.Message}",
                advice: "Name the model's preset and vocabulary instead.", inner: e);
        }
    }

    /// <summary>JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>Layers as <see cref="LayerSelection.ToString"/> writes them.</summary>
    private sealed partial class LayerSelectionText : JsonConverter<LayerSelection>
    {
        public override LayerSelection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? "";
            if (Last().Match(text) is { Success: true } last)
                return LayerSelection.Last(int.Parse(last.Groups[1].ValueSpan, provider: Invariant), double.Parse(last.Groups[2].ValueSpan, Invariant));
            return text.StartsWith('[')
                ? LayerSelection.Of(JsonSerializer.Deserialize<int[]>(text)!)
                : throw new JsonException($"'{text}' does not name layers");
        }

        public override void Write(Utf8JsonWriter writer, LayerSelection value, JsonSerializerOptions options) =>
            writer.WriteStringValue(string.Create(Invariant, $"{value}"));

        private static CultureInfo Invariant => CultureInfo.InvariantCulture;

        [GeneratedRegex(@"^last (\d+) by ([\d.]+)$")]
        private static partial Regex Last();
    }
}
