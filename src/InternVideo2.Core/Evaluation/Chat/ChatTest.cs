using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>Asks a model about clips and compares its answers (stage 3, 12).</summary>
public static class ChatTest
{
    /// <summary>Asks every question of a set.</summary>
    /// <param name="model">Used, not owned.</param>
    /// <param name="set">The questions.</param>
    /// <param name="options">How; null: bare questions, written answers.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">The set does not fit, a question that needs options has none, or an option is out of its range.</exception>
    /// <exception cref="ClipException">A clip cannot be read.</exception>
    public static ChatReport Run(
        IChatModel model, ChatSet set, ChatTestOptions? options = null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new ChatTestOptions();
        options.Validate();
        set.Validate();
        if (options.Way != ChatWay.Free && set.Items.FirstOrDefault(item => item.Options.Count < 2) is { } bare)
            throw new ArgumentException($"The question '{bare.Question}' of the set '{set.Name}' has no options to choose from; ask it with {nameof(ChatTestOptions)}.{nameof(options.Way)} = {ChatWay.Free}.", nameof(set));
        using var guard = no_grad();
        var counter = new PhaseProgress("questions", set.Items.Count, progress);
        var (answers, frames, media) = (new List<ChatAnswer>(set.Items.Count), 0, MediaType.Video);
        foreach (var clips in set.Items.Select(item => item.Clip).Distinct().Chunk(options.Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var batch = set.Read([.. clips.Select(clip => set.Clips[clip])], cancellation);
            (media, frames) = (batch.Media, batch.HasFrames ? (int)batch.Frames.shape[2] : 0);
            var items = set.Items.Where(item => clips.Contains(item.Clip)).ToList();
            answers.AddRange(Ask(model, batch, items, [.. items.Select(item => Array.IndexOf(clips, item.Clip))], options, cancellation));
            counter.Add(items.Count);
        }
        var scores = answers.GroupBy(answer => answer.Item.Kind).Select(kind => ChatScore.Of(kind.Key, [.. kind], options.Bootstrap)).ToList();
        var protocol = FormattableString.Invariant(
            $"{set.Name}: {answers.Count} questions about {MediaNames.Count(media, answers.Select(a => a.Item.Clip).Distinct().Count())}{MediaNames.Frames(frames)}; {options.Protocol()}; {model.Protocol}; {options.Bootstrap.Over("the clips")}");
        return new(answers, scores, ChatScore.Of("all", answers, options.Bootstrap), protocol);
    }

    private static IEnumerable<ChatAnswer> Ask(
        IChatModel model, ClipBatch batch, IReadOnlyList<ChatItem> items, int[] places, ChatTestOptions options, CancellationToken cancellation)
    {
        ChatRequest[] requests = [.. items.Zip(places, (item, place) => options.ShowsOptions
            ? options.Prompt.Request(place, item.Question, item.Options)
            : new ChatRequest(place, item.Question) { System = options.System, Instruction = item.Instruction })];
        var said = options.IsWritten
            ? model.Answer(batch, requests, cancellation)
            : Likeliest(model, batch, items, requests, options, cancellation);
        return items.Select((item, row) => Judge(item, batch.Ids[places[row]], said[row], options));
    }

    private static IReadOnlyList<string> Likeliest(
        IChatModel model, ClipBatch batch, IReadOnlyList<ChatItem> items, ChatRequest[] requests, ChatTestOptions options, CancellationToken cancellation)
    {
        var bracket = options.Prompt.AnswerPrefix.EndsWith('(') ? 1 : 0;
        IReadOnlyList<string>[] candidates = [.. items.Select(item => options.ShowsOptions
            ? [.. item.Options.Select((_, place) => OptionPrompt.Option(item.Options, place)[bracket..])]
            : item.Options)];
        var likelihoods = model.Likelihoods(batch, requests, candidates, cancellation);
        return [.. items.Zip(likelihoods, (item, row) => item.Options[row.Index().MaxBy(option => options.PerToken ? option.Item.Mean : option.Item.Sum).Index])];
    }

    private static ChatAnswer Judge(ChatItem item, string id, string text, ChatTestOptions options)
    {
        if (!options.IsWritten)
        {
            return new(item, id, text, text == item.Answers[0], AnswerMatch.Of(text, item.Answers).F1);
        }
        if (!options.ShowsOptions)
        {
            var match = AnswerMatch.Of(text, item.Answers);
            return new(item, id, text, match.IsExact, match.F1);
        }
        var answer = options.Prompt.Answer(text);
        var accepted = options.Rule.Accepts(answer, OptionPrompt.Option(item.Options, item.Right));
        return new(item, id, answer, accepted, accepted ? 1 : 0);
    }
}
