using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>Writes token by token: the likeliest one, or one drawn from the filtered distribution.</summary>
internal sealed class StepwiseGeneration
{
    private readonly DecodingState state;
    private readonly PromptSpan span;
    private readonly GenerationOptions options;
    private readonly LogitsChain chain;
    private readonly StopRule stop;
    private List<GeneratingRow> live;

    /// <param name="state">The model after its prompts; borrowed.</param>
    /// <param name="span">The prompts' sizes, and their ids where they count.</param>
    /// <param name="options">Validated.</param>
    public StepwiseGeneration(DecodingState state, PromptSpan span, GenerationOptions options)
    {
        (this.state, this.span, this.options) = (state, span, options);
        (chain, stop) = (new LogitsChain(options, span.Length), new StopRule(options));
        live = [.. Enumerable.Range(0, span.Batch).Select(row => new GeneratingRow(row, new SeededRandom(options.Seed, (ulong)row)))];
    }

    /// <summary>One token for each text that is not finished, step by step, until all are.</summary>
    /// <returns>The number of each text's prompt, and its new token.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the next step.</exception>
    public IEnumerable<(int Row, GeneratedToken Token)> Run(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var tokens = Choose();
            foreach (var (row, token) in live.Zip(tokens)) yield return (row.Number, token);
            var open = Enumerable.Range(0, live.Count).Where(i => tokens[i].End is null).ToList();
            if (open.Count == 0) yield break;
            state.Pick(open);
            live = [.. open.Select(i => live[i])];
            cancellation.ThrowIfCancellationRequested();
            state.Append([.. live.Select(row => row.Ids[^1])]);
        }
    }

    private List<GeneratedToken> Choose()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var scores = chain.Process(state.Scores, chain.NeedsSeen ? span.Seen([.. live.Select(row => (row.Number, row.Ids))], state.Scores.device) : null, live[0].Ids.Count);
        var ids = options.Sample ? Drawn(scores) : [.. Host<long>(scores.argmax(1)).Select(id => (int)id)];
        var beliefs = new TokenBeliefs(state.Scores, ids, options.Alternatives);
        return [.. live.Select((row, i) => beliefs.Token(i, Added(row, ids[i])))];
    }

    /// <summary>Adds a token to a text.</summary>
    /// <returns>Why it ends there; null: it goes on.</returns>
    private GenerationEnd? Added(GeneratingRow row, int id)
    {
        row.Ids.Add(id);
        return stop.EndOf(row.Ids) ?? (row.Ids.Count < span.NewTokens ? null : span.Limit);
    }

    private int[] Drawn(Tensor scores)
    {
        var shares = Host<float>(scores.to(ScalarType.Float32).softmax(1));
        var size = shares.Length / live.Count;
        return [.. live.Select((row, i) => WeightedDraw.Place(shares.AsSpan(i * size, size), row.Draws))];
    }

    private static T[] Host<T>(Tensor values) where T : unmanaged => values.cpu().contiguous().data<T>().ToArray();

    private sealed record GeneratingRow(int Number, SeededRandom Draws)
    {
        public List<int> Ids { get; } = [];
    }
}
