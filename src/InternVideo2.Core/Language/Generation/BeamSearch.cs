using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// Follows several texts of each prompt at a time and returns the best (stage 3, 5.2, in the form Hugging Face's library has today). Each prompt is
/// searched as if it were alone.
/// </summary>
internal sealed class BeamSearch
{
    private readonly DecodingState state;
    private readonly PromptSpan span;
    private readonly GenerationOptions options;
    private readonly LogitsChain chain;
    private readonly StopRule stop;
    private readonly List<BeamRow> rows;

    /// <inheritdoc cref="StepwiseGeneration(DecodingState, PromptSpan, GenerationOptions)"/>
    public BeamSearch(DecodingState state, PromptSpan span, GenerationOptions options)
    {
        (this.state, this.span, this.options) = (state, span, options);
        (chain, stop) = (new LogitsChain(options, span.Length), new StopRule(options));
        rows = [.. Enumerable.Range(0, span.Batch).Select(row => new BeamRow(row, new BeamPool(options), new SeededRandom(options.Seed, (ulong)row)))];
    }

    /// <summary>Searches until every prompt has its texts.</summary>
    /// <returns>For each prompt as many texts as the options ask for, the best first.</returns>
    /// <exception cref="InvalidOperationException">The model's scores are no numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the next step.</exception>
    public IReadOnlyList<GeneratedSequence> Run(CancellationToken cancellation)
    {
        for (var length = 1; ; length++)
        {
            cancellation.ThrowIfCancellationRequested();
            var searched = rows.Where(row => !row.Done).ToList();
            var (start, parents) = (0, new List<int>());
            foreach (var (row, candidates) in searched.Zip(Candidates(searched)))
            {
                var next = Advance(row, candidates, length);
                if (!row.Done) parents.AddRange(next.Select(candidate => start + candidate.Parent));
                start += row.Live.Count;
                row.Live = [.. next.Select(candidate => candidate.Beam)];
            }
            if (parents.Count == 0) return [.. rows.SelectMany(row => row.Pool.Best(options.Returned))];
            state.Pick(parents);
            state.Append([.. rows.Where(row => !row.Done).SelectMany(row => row.Live).Select(beam => beam.Ids[^1])]);
        }
    }

    /// <summary>Sorts a prompt's candidates into finished texts and beams to follow.</summary>
    private List<Candidate> Advance(BeamRow row, IReadOnlyList<Candidate> candidates, int length)
    {
        var open = new List<Candidate>();
        foreach (var (rank, candidate) in candidates.Index())
        {
            var end = stop.EndOf(candidate.Beam.Ids) ?? (length < span.NewTokens ? null : span.Limit);
            if (end is null) open.Add(candidate);
            // A text that ends counts only if it is as good as a beam would have to be.
            else if (rank < options.Beams) row.Pool.Add(candidate.Beam, end.Value);
        }
        // Draws come in any order: what goes on are the best of them.
        var next = open.OrderByDescending(candidate => candidate.Beam.Sum).Take(options.Beams).ToList();
        row.Done = next.Count == 0 || row.Pool.IsFinal(next.Max(candidate => candidate.Beam.Sum), length, span.NewTokens);
        return next;
    }

    /// <summary>The best continuations of each prompt's beams: enough that some go on even if each beam could end in every way.</summary>
    private List<IReadOnlyList<Candidate>> Candidates(List<BeamRow> searched)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var beams = searched.SelectMany(row => row.Live.Select(beam => (row.Number, beam.Ids))).ToList();
        var device = state.Scores.device;
        var seen = chain.NeedsSeen ? span.Seen(beams, device) : null;
        var plain = state.Scores.to(ScalarType.Float32).log_softmax(1);
        DecodingState.CheckNumbers(plain.select(1, 0).cpu().contiguous().data<float>().ToArray());
        var logs = chain.Process(plain, seen, beams[0].Ids.Count);
        var before = tensor(searched.SelectMany(row => row.Live.Select(beam => beam.Sum)).ToArray(), beams.Count, 1, device: device);
        var sums = logs.add(before);
        var (start, found) = (0L, new List<IReadOnlyList<Candidate>>());
        foreach (var row in searched)
        {
            found.Add(Continuations(row, sums.narrow(0, start, row.Live.Count)));
            start += row.Live.Count;
        }
        return found;
    }

    private IReadOnlyList<Candidate> Continuations(BeamRow row, Tensor sums)
    {
        var words = sums.shape[1];
        var flat = sums.flatten();
        var count = (int)Math.Min(Math.Max(2, 1 + options.Ends.Count + options.StopSequences.Count) * options.Beams, flat.shape[0]);
        var (places, values) = options.Sample ? Drawn(row, flat, count) : Largest(flat, count);
        return [.. places.Zip(values, (place, sum) => Continued(row.Live, place, words, sum)).Where(candidate => candidate.Beam.Sum > float.NegativeInfinity)];
    }

    private static Candidate Continued(IReadOnlyList<Beam> live, long place, long words, float sum)
    {
        var (parent, word) = Math.DivRem(place, words);
        return new Candidate((int)parent, new Beam([.. live[(int)parent].Ids, (int)word], sum));
    }

    private static (IEnumerable<long> Places, float[] Sums) Largest(Tensor flat, int count)
    {
        var (values, indices) = flat.topk(count, 0);
        return (indices.cpu().data<long>().ToArray(), values.cpu().data<float>().ToArray());
    }

    private static (IEnumerable<long> Places, float[] Sums) Drawn(BeamRow row, Tensor flat, int count)
    {
        var all = flat.cpu().data<float>().ToArray();
        var places = WeightedDraw.Places(flat.softmax(0).cpu().data<float>().ToArray(), count, row.Draws);
        return (places.Select(place => (long)place), [.. places.Select(place => all[place])]);
    }

    /// <summary>A text that goes on a beam of the step before.</summary>
    private sealed record Candidate(int Parent, Beam Beam);

    private sealed class BeamRow(int number, BeamPool pool, SeededRandom draws)
    {
        public int Number => number;

        public BeamPool Pool => pool;

        public SeededRandom Draws => draws;

        public IReadOnlyList<Beam> Live { get; set; } = [new Beam([], 0)];

        public bool Done { get; set; }
    }
}
