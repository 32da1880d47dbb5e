using InternVideo2.Data;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// Sub-stage 3.2 (stage 3, 7): one request for each batch, then what is seen, then the caption, which alone is learned. The rows are
/// begin token, request up to the placeholder, visual rows, the rest of the request, caption and its end.
/// </summary>
public sealed class ConnectionScript : IChatScript
{
    private const string VideoPlace = "<VideoHere>";
    private const string ImagePlace = "<ImageHere>";

    private readonly ConnectionOptions options;
    private readonly ILanguageTokenizer tokenizer;
    private readonly int visualRows;

    /// <param name="options">Requests and lengths; validated here.</param>
    /// <param name="tokenizer">The language model's.</param>
    /// <param name="visualRows">Visual rows of a clip: <see cref="VideoChatModel.VisualRows"/>.</param>
    /// <exception cref="ArgumentException">The tokenizer has neither a token that pads nor one that ends.</exception>
    public ConnectionScript(ConnectionOptions options, ILanguageTokenizer tokenizer, int visualRows)
    {
        options.Validate();
        (this.options, this.tokenizer, this.visualRows) = (options, tokenizer, visualRows);
        Padding = ChatPadding.Of(tokenizer);
    }

    /// <summary>Number that fills up short rows.</summary>
    public int Padding { get; }

    /// <inheritdoc/>
    /// <remarks>Draws from "prompts".</remarks>
    public ChatText Write(ClipBatch batch, RandomStreams random)
    {
        if (!batch.HasFrames || batch.Views.Count > 0)
            throw new ArgumentException($"Captions are asked for clips seen by one view; this batch of type {batch.Media} is another one.", nameof(batch));
        if (!batch.Captions.TryGetValue(options.Column, out var captions))
        {
            throw new ArgumentException(
                $"The batch has no captions '{options.Column}' (it has: {string.Join(", ", batch.Captions.Keys)}). Set {nameof(ConnectionOptions)}.{nameof(ConnectionOptions.Column)}.", nameof(batch));
        }
        var picture = batch.Media == MediaType.Image;
        var requests = picture ? options.ImageRequests : options.VideoRequests;
        using var drawn = randint((long)requests.Count, [1L], ScalarType.Int64, generator: random["prompts"]);
        return Write(options.Template.Replace("{}", Marked(picture, requests[(int)drawn.item<long>()])), captions);
    }

    /// <summary>The rows for a given prompt.</summary>
    /// <param name="prompt">The whole prompt, with one placeholder.</param>
    /// <param name="captions">B of them.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The prompt has no placeholder, or several.</exception>
    public ChatText Write(string prompt, IReadOnlyList<string> captions)
    {
        var halves = prompt.Split(prompt.Contains(ImagePlace, StringComparison.Ordinal) ? ImagePlace : VideoPlace);
        if (halves.Length != 2)
            throw new ArgumentException($"The prompt '{prompt}' has {halves.Length - 1} placeholders {VideoPlace} or {ImagePlace}; it needs one.", nameof(prompt));
        var before = SplicedRow.Join(
            SplicedRow.Unlearned(tokenizer.Begin is { } begin ? [begin] : []), SplicedRow.Unlearned(tokenizer.Encode(halves[0])),
            SplicedRow.Places(visualRows), SplicedRow.Unlearned(tokenizer.Encode(halves[1])));
        return new ChatText(SplicedBatch.Of([.. captions.Select(caption => SplicedRow.Join(before, Caption(caption)))], Padding));
    }

    private SplicedRow Caption(string caption)
    {
        var learned = SplicedRow.Learned([.. tokenizer.Encode(caption + options.End).Take(options.MaxTokens)]);
        return options.IgnoresPaddingNumber
            ? learned with { Labels = [.. learned.Labels.Select(label => label == Padding ? Language.NextTokenLoss.Ignored : label)] }
            : learned;
    }

    private static string Marked(bool picture, string request) => picture ? $"<Image>{ImagePlace}</Image> {request}" : $"<Video>{VideoPlace}</Video> {request}";
}
