using InternVideo2.Layers;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <content>One pass through the layers, in each of the ways the release makes them.</content>
public sealed partial class QFormer
{
    /// <summary>What a pass is made of, and what is wanted of it besides its result.</summary>
    private sealed record Passage
    {
        /// <summary>What the queries look at; null: there are no queries.</summary>
        public MediaKeys? Media { get; init; }

        /// <summary>What is read; null: nothing is.</summary>
        public TokenBatch? Text { get; init; }

        /// <summary>Queries of an earlier pass, which the text sees.</summary>
        public QueryMemory? Found { get; init; }

        /// <summary>Added to the scores among rows; null: all see all.</summary>
        public Tensor? Bias { get; init; }

        public Generator? Drops { get; init; }

        /// <summary>Gets the rows' keys and values in each layer.</summary>
        public List<(Tensor Keys, Tensor Values)>? Memory { get; init; }

        /// <summary>Gets the input of each layer.</summary>
        public List<Tensor>? States { get; init; }

        /// <summary>Gets what the queries look at, in each layer that has a medium.</summary>
        public List<Tensor>? Attention { get; init; }
    }

    /// <returns>B × (Q + L) × C. All tensors are left to the scope of the caller.</returns>
    private Tensor Pass(Passage passage)
    {
        var rows = new List<Tensor>();
        if (passage.Media is { } media) rows.Add(AllQueries().expand(media.Count, -1, -1));
        if (passage.Text is { } text) rows.Add(embedding!.call(text.Ids));
        var x = dropout.call(norm.call(rows.Count == 1 ? rows[0] : cat(rows, 1)), passage.Drops);
        var (count, looking) = (passage.Media is null ? 0 : Options.AllQueries, 0);
        foreach (var (index, layer) in layers.Index())
        {
            passage.States?.Add(x);
            var own = layer.Remember(x);
            passage.Memory?.Add(own);
            var attended = layer.Attend(x, passage.Found is { } found ? Behind(found.Of(index), own) : own, passage.Bias, passage.Drops);
            var seen = layer.MediaAttention is null ? null : passage.Media?.Of(looking++);
            if (seen is var (keys, _, bias)) passage.Attention?.Add(layer.MediaAttention!.Weights(attended.narrow(1, 0, count), keys, bias));
            x = layer.Think(attended, count, seen, passage.Drops);
        }
        return x;
    }

    private QFormerLayer Layer(int layer, Initializer init)
    {
        var dropPath = Options.Depth == 1 ? 0 : Options.DropPath * layer / (Options.Depth - 1);
        int? media = layer % Options.CrossEvery == 0 ? Options.MediaWidth : null;
        return new QFormerLayer(
            new BertLayerOptions(Options.Width, Options.Heads, Options.HiddenWidth, media, Options.NormEpsilon, Options.Dropout, dropPath),
            Options.Text, init);
    }

    /// <summary>Lets the queries' MLPs begin as those of the texts (stage 3, 3.3).</summary>
    /// <exception cref="InvalidOperationException">It reads no texts.</exception>
    internal void CopyTextToQueries()
    {
        if (embedding is null) throw ReadsNothing();
        foreach (var layer in layers) layer.CopyTextToQueries();
    }

    /// <summary>1 × Q × C.</summary>
    private Tensor AllQueries() => extraQueries is null ? queries : cat([queries, extraQueries], 1);

    private static (Tensor Keys, Tensor Values) Behind((Tensor Keys, Tensor Values) found, (Tensor Keys, Tensor Values) own) =>
        (cat([found.Keys, own.Keys], 2), cat([found.Values, own.Values], 2));

    /// <summary>For rows that see all queries, and of the text what is no padding and what the pattern allows.</summary>
    private Tensor BiasBehindQueries(TokenBatch text, Tensor? pattern)
    {
        var mask = text.Mask.to(queries.dtype);
        var seen = cat([ones(text.Count, Options.AllQueries, dtype: mask.dtype, device: mask.device), mask], 1);
        return ScoreBias.Of(seen, mask.dtype, pattern);
    }

    private void CheckTexts(TokenBatch text, long media)
    {
        if (embedding is null) throw ReadsNothing();
        if (text.Count != media) throw new ArgumentException($"There are {text.Count} texts and {media} media; each medium has one.", nameof(text));
        if (text.Length > Options.MaxPositions)
        {
            throw new ArgumentException(
                $"The texts have {text.Length} tokens, the Q-Former has positions for {Options.MaxPositions} ({nameof(QFormerOptions.MaxPositions)}). "
                + "Tokenise with a smaller limit.", nameof(text));
        }
    }

    private static InvalidOperationException ReadsNothing() =>
        new($"This Q-Former reads no texts ({nameof(QFormerOptions)}.{nameof(QFormerOptions.Text)} is false).");
}
