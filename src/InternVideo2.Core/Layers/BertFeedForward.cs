using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>The second half of BERT's layer (stage 2, 3.1): LayerNorm(x + Mlp(x)).</summary>
public sealed class BertFeedForward : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly Mlp mlp;
    private readonly LayerNorm norm;
    private readonly SeededDropout dropout;
    private readonly DropPath dropPath;

    /// <param name="options">Sizes; the medium is ignored.</param>
    /// <param name="init">Makes the parameters.</param>
    public BertFeedForward(BertLayerOptions options, Initializer init) : base(nameof(BertFeedForward))
    {
        mlp = new Mlp(options.Width, options.HiddenWidth, GeluForm.Erf, 0.02, init);
        norm = init.LayerNorm(options.Width, options.Epsilon);
        dropout = new SeededDropout(options.Dropout);
        dropPath = new DropPath(options.DropPath);
        RegisterComponents();
    }

    /// <param name="x">B × L × C.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public override Tensor forward(Tensor x, Generator? drops)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(norm.call(dropPath.call(dropout.call(mlp.call(x), drops), drops).add(x)));
    }
}
