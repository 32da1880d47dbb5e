using InternVideo2.Data;
using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Stage3;

/// <summary>
/// Sub-stage 3.3, high-resolution input and text alone (stage 3, 8–10): a conversation about what is seen, of which the answers are learned. The Q-Former
/// may read the instruction besides.
/// </summary>
public sealed class InstructionScript : IChatScript
{
    private readonly InstructionOptions options;
    private readonly ConversationTemplate template;
    private readonly ChatTokenizers tokenizers;
    private readonly int visualRows;
    private readonly int readPositions;
    private readonly int padding;

    /// <param name="options">Form and lengths; validated here.</param>
    /// <param name="tokenizers">The language model's, and where the Q-Former reads its own.</param>
    /// <param name="visualRows">Visual rows of a clip or view: <see cref="VideoChatModel.VisualRows"/>.</param>
    /// <param name="readPositions">Tokens of the longest text that the Q-Former can read. Default: BERT's 512.</param>
    /// <exception cref="ArgumentException">The tokenizer has neither a token that pads nor one that ends, or the Q-Former's is missing.</exception>
    public InstructionScript(InstructionOptions options, ChatTokenizers tokenizers, int visualRows, int readPositions = 512)
    {
        options.Validate();
        if (options.QFormerReads && tokenizers.Words is null)
        {
            throw new ArgumentException(
                $"The Q-Former is to read instructions ({nameof(InstructionOptions)}.{nameof(InstructionOptions.QFormerReads)}), so it needs a vocabulary ({nameof(ChatTokenizers)}.{nameof(ChatTokenizers.Words)}).",
                nameof(tokenizers));
        }
        (this.options, this.tokenizers, this.visualRows, this.readPositions) = (options, tokenizers, visualRows, readPositions);
        (template, padding) = (ConversationTemplate.Of(options.Style), ChatScripts.Padding(tokenizers.Language));
    }

    /// <inheritdoc/>
    public ChatText Write(ClipBatch batch, RandomStreams random)
    {
        if (batch.Questions.Count != batch.Ids.Count)
            throw new ArgumentException($"The batch of {batch.Ids.Count} has conversations about {batch.Questions.Count} samples; instruction tuning needs one for each.", nameof(batch));
        var media = batch.HasFrames ? batch.Media : MediaType.Text;
        var tells = media is MediaType.Video or MediaType.AudioVideo && (options.TellsFrames ?? template.TellsFrames);
        return Write(
            [.. batch.Questions.Select((turns, sample) => new TrainingPrompt { Turns = turns, Media = media, System = options.System, FramesMessage = tells ? Told(batch, sample) : "" })],
            ChatScripts.Views(batch), batch.Views.Count > 0);
    }

    /// <summary>The rows of given conversations.</summary>
    /// <param name="prompts">B of them, all of one medium.</param>
    /// <param name="views">Views of each sample; 0 for text alone.</param>
    /// <param name="highResolution">Whether clips are cut into tiles.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    /// <exception cref="PromptException">See <see cref="ConversationTemplate.Train(ILanguageTokenizer, TrainingPrompt, VisualTokens)"/>.</exception>
    public ChatText Write(IReadOnlyList<TrainingPrompt> prompts, IReadOnlyList<int> views, bool highResolution = false)
    {
        int[] visual = [.. views.Select(count => count * visualRows)];
        var rows = prompts.Zip(views, (prompt, count) => template.Train(tokenizers.Language, Turns(prompt), new VisualTokens(visualRows, count, highResolution)));
        var text = PromptBatch.Of([.. rows], padding, template.CountsVisualRows ? options.MaxTokens : options.MaxTokens + visual.Max());
        return new ChatText(text, visual, visual.Max() == 0 ? null : Instruction(prompts, views))
        {
            First = options.BeginsWithNumber ? tokenizers.Language.Begin : null,
        };
    }

    private static string Told(ClipBatch batch, int sample) => batch.FrameTimes.Count > 0 && batch.FrameTimes[sample] is { Count: > 0 } times
        ? FramesMessage.Of(times)
        : throw new ArgumentException(
            $"It is not known when the frames of '{batch.Ids[sample]}' were taken, and the language model is to be told. Use a loader that knows, give a list of folders the column "
            + $"'{ClipEntry.RateColumn}', or set {nameof(InstructionOptions)}.{nameof(InstructionOptions.TellsFrames)} to false.", nameof(batch));

    private TrainingPrompt Turns(TrainingPrompt prompt) => options.FirstTurnAlone ? prompt with { Turns = [.. prompt.Turns.Take(1)] } : prompt;

    // Each view of a sample is looked at in the light of the same text.
    private TokenBatch? Instruction(IReadOnlyList<TrainingPrompt> prompts, IReadOnlyList<int> views) => options.QFormerReads
        ? tokenizers.Words!.Sentences(
            [.. prompts.Zip(views).SelectMany(sample => Enumerable.Repeat(template.Instruction(sample.First.Turns, options.QFormerReadsQuestion), sample.Second))],
            Math.Min(options.MaxTokens, readPositions), side: template.InstructionSide, cut: TextSide.Left)
        : null;
}
