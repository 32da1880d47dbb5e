namespace InternVideo2.Text;

/// <summary>
/// Joins neighbouring symbols into pieces, the highest score first and the leftmost among equals (stage 3, 13.2, step 3), with a heap of candidates:
/// n log n for any text.
/// </summary>
internal sealed class PieceMerging(IReadOnlyDictionary<string, int> mergeable, IReadOnlyList<SentencePiece> pieces)
{
    /// <summary>The pieces a text is joined into.</summary>
    /// <param name="text">Prepared text.</param>
    /// <param name="symbols">Where each symbol begins and how long it is, in order and without gaps; frozen ones are never joined.</param>
    public IEnumerable<string> Join(string text, IReadOnlyList<(int Start, int Length, bool Frozen)> symbols)
    {
        var starts = symbols.Select(symbol => symbol.Start).ToArray();
        var lengths = symbols.Select(symbol => symbol.Length).ToArray();
        var frozen = symbols.Select(symbol => symbol.Frozen).ToArray();
        // A joined symbol takes the left one's place; the right one's length becomes 0.
        var next = Enumerable.Range(1, symbols.Count).ToArray();
        var previous = Enumerable.Range(-1, symbols.Count).ToArray();
        var candidates = new PriorityQueue<(int Left, int Right, int Length), (float Score, int Left)>();
        var halves = new Dictionary<string, (string Left, string Right)>(StringComparer.Ordinal);

        void Offer(int left, int right)
        {
            if (left < 0 || right >= starts.Length || frozen[left] || frozen[right]) return;
            var joined = text.Substring(starts[left], lengths[left] + lengths[right]);
            if (!mergeable.TryGetValue(joined, out var number)) return;
            candidates.Enqueue((left, right, joined.Length), (-pieces[number].Score, left));
            if (pieces[number].Kind == PieceKind.Unused)
                halves[joined] = (text.Substring(starts[left], lengths[left]), text.Substring(starts[right], lengths[right]));
        }

        for (var i = 0; i + 1 < starts.Length; i++) Offer(i, i + 1);
        while (candidates.TryDequeue(out var candidate, out _))
        {
            var (left, right, length) = candidate;
            // Either side has been joined with something else since.
            if (lengths[left] == 0 || lengths[right] == 0 || lengths[left] + lengths[right] != length || next[left] != right) continue;
            lengths[left] = length;
            lengths[right] = 0;
            next[left] = next[right];
            if (next[right] < starts.Length) previous[next[right]] = left;
            Offer(previous[left], left);
            Offer(left, next[left]);
        }
        for (var i = 0; i < starts.Length; i = next[i])
        {
            foreach (var piece in Apart(text.Substring(starts[i], lengths[i]), halves)) yield return piece;
        }
    }

    /// <summary>Unused pieces are taken apart into what they were joined from.</summary>
    private static IEnumerable<string> Apart(string piece, Dictionary<string, (string Left, string Right)> halves) =>
        halves.TryGetValue(piece, out var half) ? Apart(half.Left, halves).Concat(Apart(half.Right, halves)) : [piece];
}
