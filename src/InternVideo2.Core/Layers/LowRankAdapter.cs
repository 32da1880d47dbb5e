using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Sizes of a low-rank adapter (Hu et al. 2021).</summary>
/// <param name="Rank">r, 1 or more.</param>
/// <param name="Alpha">The adapter's result is multiplied with α/r.</param>
/// <param name="Dropout">p of the dropout before it, in [0, 1).</param>
public sealed record LowRankOptions(int Rank = 16, double Alpha = 32, double Dropout = 0.1);

/// <summary>What is added to the result of a matrix: α/r·(dropout(x)·Aᵀ)·Bᵀ (stage 3, 6), where A is r × inputs and B, which starts at zero, outputs × r.</summary>
public sealed class LowRankAdapter : nn.Module
{
    private readonly Parameter down;
    private readonly Parameter up;
    private readonly SeededDropout dropout;
    private readonly double scale;

    /// <param name="inputs">Size of the last axis.</param>
    /// <param name="outputs">Size of the result's.</param>
    /// <param name="options">Rank, scale and dropout.</param>
    /// <param name="init">Makes the parameters.</param>
    public LowRankAdapter(int inputs, int outputs, LowRankOptions options, Initializer init) : base(nameof(LowRankAdapter))
    {
        down = init.Uniform(Math.Sqrt(1.0 / inputs), options.Rank, inputs);
        up = init.Constant(0, outputs, options.Rank);
        dropout = new SeededDropout(options.Dropout);
        scale = options.Alpha / options.Rank;
        RegisterComponents();
    }

    /// <summary>A, r × inputs.</summary>
    internal Tensor Down => down;

    /// <summary>B, outputs × r.</summary>
    internal Tensor Up => up;

    /// <summary>α/r.</summary>
    internal double Scale => scale;

    /// <param name="plain">… × outputs: what the matrix says.</param>
    /// <param name="x">… × inputs: what it was asked.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    /// <returns>Their sum, owned by the caller.</returns>
    public Tensor AddTo(Tensor plain, Tensor x, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var adapted = nn.functional.linear(nn.functional.linear(dropout.call(x, drops), down), up);
        return scope.MoveToOuter(plain.add(adapted, scale));
    }

    /// <summary>α/r·B·A: what it adds to the matrix itself, outputs × inputs. Owned by the caller.</summary>
    public Tensor Delta()
    {
        using var product = up.matmul(down);
        return product.mul(scale);
    }
}
