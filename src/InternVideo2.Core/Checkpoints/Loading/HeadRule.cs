using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>What becomes of a classification head with other classes than the model's (stage 1, 12.1, head surgery).</summary>
public abstract record HeadRule
{
    private HeadRule()
    {
    }

    /// <summary>The head is taken as it is; another number of classes is refused.</summary>
    public static HeadRule Keep { get; } = new KeepRule();

    /// <summary>The head is left out: the model's own stays as it was made.</summary>
    public static HeadRule Delete { get; } = new DeleteRule();

    /// <summary>The first <paramref name="count"/> classes: K400's are the first 400 of K710's.</summary>
    public static HeadRule First(int count) => Rows([.. Enumerable.Range(0, count)]);

    /// <summary>These classes of the checkpoint, in this order: K600's and K700's among K710's.</summary>
    /// <param name="rows">Numbers of classes, from 0; one for each class of the model.</param>
    public static HeadRule Rows(IReadOnlyList<int> rows) => new RowsRule(rows);

    /// <summary>Whether the head's keys are left out.</summary>
    internal bool Deletes => this is DeleteRule;

    /// <summary>The change for a head of <paramref name="from"/> that becomes one of <paramref name="to"/>; null when this rule has none.</summary>
    internal abstract Adaptation? Adapt(long[] from, long[] to);

    private sealed record KeepRule : HeadRule
    {
        internal override Adaptation? Adapt(long[] from, long[] to) => null;
    }

    private sealed record DeleteRule : HeadRule
    {
        internal override Adaptation? Adapt(long[] from, long[] to) => null;
    }

    private sealed record RowsRule(IReadOnlyList<int> Indexes) : HeadRule
    {
        internal override Adaptation? Adapt(long[] from, long[] to)
        {
            var fits = from.Length > 0 && from.Length == to.Length && to[0] == Indexes.Count && from.AsSpan(1).SequenceEqual(to.AsSpan(1))
                && Indexes.All(row => row >= 0 && row < from[0]);
            return fits ? new Adaptation(AdaptationKind.Reshape, $"{Indexes.Count} of {from[0]} classes", Pick) : null;
        }

        private Tensor Pick(Tensor head)
        {
            using var rows = tensor(Indexes.Select(row => (long)row).ToArray());
            return head.index_select(0, rows);
        }
    }
}
