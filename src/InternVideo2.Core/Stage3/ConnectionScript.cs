using InternVideo2.Data;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// Sub-stage 3.2 (stage 3, 7): one request for each batch, with what is seen in it, then the caption, which alone is learned.
/// </summary>
public sealed class ConnectionScript : IChatScript
{
    private readonly ConnectionOptions options;
    private readonly ConversationTemplate template;
    private readonly ILanguageTokenizer tokenizer;
    private readonly int visualRows;
    private readonly int padding;

    /// <param name="options">Form and lengths; validated here.</param>
    /// <param name="tokenizer">The language model's.</param>
    /// <param name="visualRows">Visual rows of a clip: <see cref="VideoChatModel.VisualRows"/>.</param>
    /// <exception cref="ArgumentException">The tokenizer has neither a token that pads nor one that ends.</exception>
    public ConnectionScript(ConnectionOptions options, ILanguageTokenizer tokenizer, int visualRows)
    {
        options.Validate();
        (this.options, this.tokenizer, this.visualRows) = (options, tokenizer, visualRows);
        (template, padding) = (ConversationTemplate.Of(options.Style), ChatScripts.Padding(tokenizer));
    }

    /// <inheritdoc/>
    /// <remarks>Draws from "prompts".</remarks>
    public ChatText Write(ClipBatch batch, RandomStreams random)
    {
        if (!batch.HasFrames || batch.Views.Any(views => views != 1))
            throw new ArgumentException($"Captions are learned of clips that are seen by one view each; this batch of type {batch.Media} is another one.", nameof(batch));
        if (!batch.Captions.TryGetValue(options.Column, out var captions))
        {
            throw new ArgumentException(
                $"The batch has no captions '{options.Column}' (it has: {string.Join(", ", batch.Captions.Keys)}). Set {nameof(ConnectionOptions)}.{nameof(ConnectionOptions.Column)}.", nameof(batch));
        }
        return Write(Request(batch.Media, random), captions, batch.Media);
    }

    /// <summary>The rows for a given prompt.</summary>
    /// <param name="prompt">The whole prompt, with the template's placeholder once.</param>
    /// <param name="captions">B of them.</param>
    /// <param name="media">What is shown.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    /// <exception cref="PromptException">The prompt has no placeholder, or several.</exception>
    public ChatText Write(string prompt, IReadOnlyList<string> captions, MediaType media)
    {
        var rows = captions.Select(caption => template.Train(tokenizer, new CaptionPrompt
        {
            Prompt = prompt,
            Caption = options.CleansCaptions ? CaptionText.Clean(caption) : caption,
            Media = media,
            MaxCaptionTokens = options.MaxTokens,
            NotLearned = options.IgnoresPaddingNumber ? padding : null,
        }, new VisualTokens(visualRows)));
        return new ChatText(PromptBatch.Of([.. rows], padding, template.CountsVisualRows ? options.MaxTokens : int.MaxValue), [.. captions.Select(_ => visualRows)]);
    }

    private string Request(MediaType media, RandomStreams random)
    {
        if (!options.Asks) return template.AskCaption(MediaTags.Begin(media) + template.Placeholder(media) + MediaTags.End(media));
        var requests = CaptionRequests.Of(template, media);
        using var drawn = randint((long)requests.Count, [1L], ScalarType.Int64, generator: random["prompts"]);
        return requests[(int)drawn.item<long>()];
    }
}
