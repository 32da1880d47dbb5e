namespace InternVideo2.Data.Corpora;

/// <summary>The order of an epoch's batches: which lane comes when, and which of its batches that is.</summary>
/// <param name="batches">How many batches each lane has.</param>
/// <param name="seed">Decides the order.</param>
/// <param name="shuffle">False: one lane after the other.</param>
internal sealed class MixSchedule(IReadOnlyList<int> batches, ulong seed, bool shuffle)
{
    // A purpose of draws that no lane has.
    private const ulong Stream = 100;

    private readonly Lock _lock = new();
    private (int Epoch, (int Lane, int Number)[] Order) _order = (-1, []);

    /// <summary>Lane and batch number at each place of an epoch. Thread-safe.</summary>
    public IReadOnlyList<(int Lane, int Number)> Of(int epoch)
    {
        lock (_lock)
        {
            return Order(epoch);
        }
    }

    private (int Lane, int Number)[] Order(int epoch)
    {
        if (_order.Epoch != epoch)
        {
            int[] lanes = [.. batches.SelectMany((count, lane) => Enumerable.Repeat(lane, count))];
            int[] places = shuffle ? new SeededRandom(seed, Stream, (ulong)epoch).Permutation(lanes.Length) : [.. Enumerable.Range(0, lanes.Length)];
            var taken = new int[batches.Count];
            _order = (epoch, [.. places.Select(place => (lanes[place], taken[lanes[place]]++))]);
        }

        return _order.Order;
    }
}
