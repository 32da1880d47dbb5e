using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Language;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <content>What tests ask.</content>
public sealed partial class VideoChat : IChatModel
{
    // Prompts that are read at the same time.
    private const int Together = 32;

    /// <inheritdoc/>
    public string Protocol
    {
        get
        {
            var (how, generation) = (Options.Generation.Sample ? "drawn" : Options.Generation.Beams > 1 ? $"{Options.Generation.Beams} beams" : "greedy", Options.Generation);
            return $"{Options.Style}'s form of prompts, {how}, at most {generation.MaxNewTokens} tokens, {Frames} frames";
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Answer(ClipBatch clips, IReadOnlyList<ChatRequest> requests, CancellationToken cancellation)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var found = Found(clips, requests);
        var answers = new List<string>();
        foreach (var some in requests.Index().Chunk(Together))
        {
            using var prompts = PromptBatch.Of([.. some.Select(one => Row(clips, one.Item))], padding, side: Text.TextSide.Left);
            using var embeddings = Embed(prompts, cat([.. some.Select(one => found[one.Index])]));
            using var mask = prompts.Mask.to(Model.Language.Device);
            answers.AddRange(TextGeneration.Run(Model.Language, embeddings, mask, Writing() with { Returned = 1 }, cancellation).Select(text => Template.Answer(Tokenizers.Language, text.Ids)));
        }
        return answers;
    }

    /// <inheritdoc/>
    /// <remarks>An answer is read as in training, with its end; a prefix counts with each of its candidates alike.</remarks>
    /// <exception cref="ContextLengthException">A prompt with its answer is longer than the language model's context.</exception>
    public IReadOnlyList<IReadOnlyList<AnswerLikelihood>> Likelihoods(
        ClipBatch clips, IReadOnlyList<ChatRequest> requests, IReadOnlyList<IReadOnlyList<string>> candidates, CancellationToken cancellation)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var found = Found(clips, requests);
        var pairs = candidates.SelectMany((answers, request) => answers.Select(answer => (request, answer))).ToArray();
        var likelihoods = new List<AnswerLikelihood>();
        foreach (var some in pairs.Chunk(Together))
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            using var prompts = PromptBatch.Of([.. some.Select(pair => Row(clips, requests[pair.request], pair.answer))], padding);
            if (prompts.Length > Model.Options.Language.MaxPositions) throw new ContextLengthException(prompts.Length, Model.Options.Language.MaxPositions);
            likelihoods.AddRange(Likelihoods(prompts, Embed(prompts, cat([.. some.Select(pair => found[pair.request])]))));
        }
        return [.. pairs.Zip(likelihoods).GroupBy(pair => pair.First.request).OrderBy(group => group.Key).Select(group => group.Select(pair => pair.Second).ToArray())];
    }

    private List<AnswerLikelihood> Likelihoods(PromptBatch prompts, Tensor embeddings) => Evaluating(() =>
    {
        var device = embeddings.device;
        var states = Model.Language.States(embeddings, prompts.Mask.to(device));
        var labels = prompts.Labels.to(device).narrow(1, 1, prompts.Length - 1);
        var counted = labels.ne(PromptRow.NotLearned);
        // The head is asked only where there is a label.
        var places = counted.flatten().nonzero().flatten();
        var asked = states.narrow(1, 0, prompts.Length - 1).flatten(0, 1).index_select(0, places);
        var right = labels.flatten().index_select(0, places);
        var beliefs = nn.functional.log_softmax(Model.Language.Words(asked).to(ScalarType.Float32), 1).gather(1, right.unsqueeze(1)).squeeze(1);
        var all = zeros([prompts.Count * (prompts.Length - 1)], dtype: ScalarType.Float32, device: device).index_copy_(0, places, beliefs);
        var sums = all.view(prompts.Count, -1).sum(1).cpu().data<float>().ToArray();
        var counts = counted.sum(1).cpu().data<long>().ToArray();
        return sums.Zip(counts, (sum, count) => new AnswerLikelihood(sum, (int)count)).ToList();
    });

    /// <summary>Visual rows of each request, n × C: each clip is seen once, and asked once for each text that the Q-Former reads beside it.</summary>
    private Tensor[] Found(ClipBatch clips, IReadOnlyList<ChatRequest> requests)
    {
        var (views, seen, found) = (ViewsOf(clips), See(clips.Frames), new Tensor[requests.Count]);
        foreach (var alike in requests.Index().GroupBy(request => Reading(request.Item.Question, Beforehand(request.Item))))
        {
            int[] asked = [.. alike.Select(request => request.Item.Clip).Distinct()];
            var rows = Find(cat([.. asked.Select(clip => seen.narrow(0, views.Take(clip).Sum(), views[clip]))]), alike.Key);
            foreach (var (index, request) in alike)
                found[index] = rows.narrow(0, asked.TakeWhile(clip => clip != request.Clip).Sum(clip => views[clip]), views[request.Clip]).flatten(0, 1);
        }
        return found;
    }

    private static IReadOnlyList<int> ViewsOf(ClipBatch clips) => ChatScripts.Views(clips);

    private VisualTokens Visual(ClipBatch clips, int clip) => new(Model.VisualRows, ViewsOf(clips)[clip], clips.Views.Count > 0);

    private PromptRow Row(ClipBatch clips, ChatRequest request) => Template.Chat(
        Tokenizers.Language,
        new ChatPrompt
        {
            Question = request.Question,
            Media = clips.Media,
            System = Options.System + request.System + (request.Instruction.Length > 0 ? request.Instruction + " " : ""),
            AnswerPrefix = request.AnswerPrefix,
            FramesMessage = Told(clips, request.Clip),
        },
        Visual(clips, request.Clip));

    private PromptRow Row(ClipBatch clips, ChatRequest request, string answer) => Template.Train(
        Tokenizers.Language,
        new TrainingPrompt
        {
            Turns = [new ClipQuestion(request.Instruction, request.Question, request.AnswerPrefix + answer)],
            Media = clips.Media,
            System = Options.System + request.System,
            FramesMessage = Told(clips, request.Clip),
        },
        Visual(clips, request.Clip));

    // The Q-Former reads instructions; a test's system text stands for one.
    private static string Beforehand(ChatRequest request) => request.Instruction.Length > 0 ? request.Instruction : request.System;

    private string Told(ClipBatch clips, int clip) => Told(clips.Media, clips.FrameTimes.Count > 0 ? clips.FrameTimes[clip] : []);
}
