using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Language;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>A chat model as tests ask it: each question by itself, many at a time. Does not own the model.</summary>
/// <param name="model">Is put into evaluation mode while it is asked.</param>
/// <param name="tokenizers">What reads its texts.</param>
/// <param name="form">The form of its conversations, as it was trained.</param>
/// <param name="generation">How it writes answers; null: greedy, at most 32 tokens.</param>
public sealed class ChatExaminee(VideoChatModel model, ChatTokenizers tokenizers, InstructionOptions form, GenerationOptions? generation = null) : IChatModel
{
    // Rows that the language model reads at a time when many answers are compared.
    private const int RowsAtATime = 32;

    private readonly ConversationTemplate template = ConversationTemplate.Of(form.Style);
    private readonly GenerationOptions writing = (generation ?? GenerationOptions.Greedy with { MaxNewTokens = 32 }).For(tokenizers.Language);

    /// <inheritdoc/>
    public string Protocol => FormattableString.Invariant(
        $"style {form.Style}, {(writing.Sample ? $"drawn at temperature {writing.Temperature:0.##}, seed {writing.Seed}" : writing.Beams > 1 ? $"{writing.Beams} beams" : "greedy")}, at most {writing.MaxNewTokens} tokens");

    /// <inheritdoc/>
    /// <exception cref="ContextLengthException">A prompt leaves no room in the model's context.</exception>
    public IReadOnlyList<string> Answer(ClipBatch clips, IReadOnlyList<ChatRequest> requests, CancellationToken cancellation)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var sight = Look(clips, requests);
        PromptRow[] rows = [.. requests.Select(request => Asked(request, clips.Media, sight.Rows(request.Clip)))];
        var prompts = PromptBatch.Of(rows, Padding, side: TextSide.Left).To(model.Language.Device);
        var embeddings = PromptSplice.Embed(model.Language, prompts, sight.Of([.. Enumerable.Range(0, rows.Length)]));
        var stops = writing with { StopSequences = [.. writing.StopSequences, .. template.Stops(tokenizers.Language)] };
        var written = TextGeneration.Run(model.Language, embeddings, prompts.Mask, stops, cancellation);
        // An embedding may have more rows than the tokenizer has tokens; those say nothing.
        return [.. written.Select(text => template.Answer(tokenizers.Language, [.. text.Ids.Where(id => id < tokenizers.Language.Count)]))];
    }

    /// <inheritdoc/>
    /// <remarks>Without a prefix an answer is taken as in training, its end included; behind a prefix as the text alone.</remarks>
    public IReadOnlyList<IReadOnlyList<AnswerLikelihood>> Likelihoods(
        ClipBatch clips, IReadOnlyList<ChatRequest> requests, IReadOnlyList<IReadOnlyList<string>> candidates, CancellationToken cancellation)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var sight = Look(clips, requests);
        (int Request, PromptRow Row)[] rows =
        [
            .. requests.Zip(candidates).Index().SelectMany(asked => asked.Item.Second.Select(text =>
                (asked.Index, Answered(asked.Item.First, text, clips.Media, sight.Rows(asked.Item.First.Clip))))),
        ];
        var likelihoods = new List<AnswerLikelihood>(rows.Length);
        foreach (var some in rows.Chunk(RowsAtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            likelihoods.AddRange(Likelihoods([.. some.Select(row => row.Row)], sight.Of([.. some.Select(row => row.Request)])));
        }
        var starts = candidates.Select((_, request) => candidates.Take(request).Sum(texts => texts.Count));
        return [.. candidates.Zip(starts, (texts, start) => likelihoods.GetRange(start, texts.Count))];
    }

    private int Padding => ChatScripts.Padding(tokenizers.Language);

    private List<AnswerLikelihood> Likelihoods(IReadOnlyList<PromptRow> rows, Tensor? visual)
    {
        using var scope = NewDisposeScope();
        var prompts = PromptBatch.Of(rows, Padding).To(model.Language.Device);
        var states = model.Language.States(PromptSplice.Embed(model.Language, prompts, visual), prompts.Mask); // B L C
        var length = prompts.Length;
        var labels = prompts.Labels.narrow(1, 1, length - 1); // B L−1
        var places = labels.flatten().ne(NextTokenLoss.Ignored).nonzero().flatten();
        var words = labels.flatten().index_select(0, places);
        var logits = model.Language.Words(states.narrow(1, 0, length - 1).flatten(0, 1).index_select(0, places)).to(ScalarType.Float32);
        var sure = nn.functional.log_softmax(logits, 1).gather(1, words.unsqueeze(1)).flatten();
        var of = places.div(length - 1, RoundingMode.floor).to(ScalarType.Int64);
        var (shares, owners) = (sure.cpu().data<float>().ToArray(), of.cpu().data<long>().ToArray());
        var (sums, counts) = (new double[rows.Count], new int[rows.Count]);
        for (var i = 0; i < shares.Length; i++)
        {
            sums[owners[i]] += shares[i];
            counts[owners[i]]++;
        }
        return [.. sums.Zip(counts, (sum, count) => new AnswerLikelihood(sum, count))];
    }

    private SeenClips Look(ClipBatch clips, IReadOnlyList<ChatRequest> requests)
    {
        var told = requests.Select(request => (request.Clip, template.Instruction([new ClipQuestion(request.System.Trim(), request.Question, "")], form.QFormerReadsQuestion)));
        return new SeenClips(model, clips, [.. told], template.InstructionSide, form.QFormerReads ? tokenizers.Words : null, form.MaxTokens);
    }

    private PromptRow Asked(ChatRequest request, MediaType media, VisualTokens visual) => template.Chat(tokenizers.Language, new ChatPrompt
    {
        System = form.System + request.System,
        Question = request.Question,
        AnswerPrefix = request.AnswerPrefix,
        Media = media,
    }, visual);

    private PromptRow Answered(ChatRequest request, string answer, MediaType media, VisualTokens visual)
    {
        if (request.AnswerPrefix.Length == 0)
        {
            return template.Train(tokenizers.Language, new TrainingPrompt { Turns = [new ClipQuestion("", request.Question, answer)], System = form.System + request.System, Media = media }, visual);
        }
        var asked = Asked(request, media, visual);
        var words = tokenizers.Language.Encode(answer);
        return new PromptRow([.. asked.Ids, .. words], [.. asked.Visual, .. words.Select(_ => false)], [.. asked.Labels, .. words]);
    }
}
