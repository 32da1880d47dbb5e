using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Sizes of a <see cref="WordEmbedding"/>.</summary>
/// <param name="Vocabulary">V, number of words.</param>
/// <param name="Positions">Tokens of the longest text.</param>
/// <param name="Width">C.</param>
/// <param name="Deviation">Standard deviation of all vectors at the start.</param>
/// <param name="Types">How many types of tokens there are; 0: none are told apart.</param>
public sealed record WordEmbeddingOptions(int Vocabulary, int Positions, int Width, double Deviation, int Types);

/// <summary>BERT's input before its norm (stage 2, 3.1): the sum of a word's, a place's and a type's vector.</summary>
public sealed class WordEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter words;
    private readonly Parameter positions;
    private readonly Parameter? types;

    /// <param name="options">Sizes.</param>
    /// <param name="init">Makes the parameters.</param>
    public WordEmbedding(WordEmbeddingOptions options, Initializer init) : base(nameof(WordEmbedding))
    {
        words = init.Normal(options.Deviation, options.Vocabulary, options.Width);
        positions = init.Normal(options.Deviation, options.Positions, options.Width);
        if (options.Types > 0) types = init.Normal(options.Deviation, options.Types, options.Width);
        RegisterComponents();
    }

    /// <summary>V × C, which a <see cref="WordHead"/> compares states with; owned by the module.</summary>
    public Tensor Words => words;

    /// <summary>Words at places 0, 1, …, all of type 0.</summary>
    /// <param name="ids">B × L int64. Number 0 is padding: its vector learns nothing from being looked up.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Place(Look(ids)));
    }

    /// <summary>The vectors of words alone.</summary>
    /// <param name="ids">B × L int64; 0 is padding.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Look(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var rows = words.index_select(0, ids.flatten());
        // Padding learns nothing from being looked up (its row does from being a possible answer of the word head).
        return scope.MoveToOuter(where(ids.eq(0).view(-1, 1), rows.detach(), rows).view(ids.shape[0], ids.shape[1], -1));
    }

    /// <summary>Adds to the vectors of words those of their places and types.</summary>
    /// <param name="rows_BLC">B × L × C, of words or of anything else.</param>
    /// <param name="places">B × L int64; null: 0, 1, … in every row.</param>
    /// <param name="kinds">B × L int64; null: 0 everywhere. Ignored where no types are told apart.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Place(Tensor rows_BLC, Tensor? places = null, Tensor? kinds = null)
    {
        using var scope = NewDisposeScope();
        var placed = rows_BLC.add(places is null ? positions.narrow(0, 0, rows_BLC.shape[1]) : Rows(positions, places));
        if (types is not null) placed = placed.add(kinds is null ? types.select(0, 0) : Rows(types, kinds));
        return scope.MoveToOuter(placed);
    }

    private static Tensor Rows(Tensor table, Tensor numbers) => table.index_select(0, numbers.flatten()).view(numbers.shape[0], numbers.shape[1], -1);
}
