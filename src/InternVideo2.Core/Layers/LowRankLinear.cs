using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Sizes of a low-rank adapter (Hu et al. 2021).</summary>
/// <param name="Rank">r, 1 or more.</param>
/// <param name="Alpha">The adapter's result is multiplied with α/r.</param>
/// <param name="Dropout">p of the dropout before it, in [0, 1).</param>
public sealed record LowRankOptions(int Rank = 16, double Alpha = 32, double Dropout = 0.1);

/// <summary>x·Wᵀ without bias, and with an adapter + α/r·(dropout(x)·Aᵀ)·Bᵀ, where B starts at zero.</summary>
public sealed class LowRankLinear : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? down;
    private readonly Parameter? up;
    private readonly SeededDropout? dropout;
    private readonly double scale;

    /// <param name="inputs">Size of the last axis.</param>
    /// <param name="outputs">Size of the result's.</param>
    /// <param name="adapter">Null: there is none.</param>
    /// <param name="init">Makes the parameters.</param>
    public LowRankLinear(int inputs, int outputs, LowRankOptions? adapter, Initializer init) : base(nameof(LowRankLinear))
    {
        weight = init.Normal(0.02, outputs, inputs);
        if (adapter is not null)
        {
            down = init.Uniform(Math.Sqrt(1.0 / inputs), adapter.Rank, inputs);
            up = init.Constant(0, outputs, adapter.Rank);
            dropout = new SeededDropout(adapter.Dropout);
            scale = adapter.Alpha / adapter.Rank;
        }
        RegisterComponents();
    }

    /// <param name="x">… × inputs.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode with an adapter whose p is above 0.</param>
    /// <returns>… × outputs, owned by the caller.</returns>
    public override Tensor forward(Tensor x, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var plain = nn.functional.linear(x, weight);
        if (down is null || up is null) return scope.MoveToOuter(plain);
        var adapted = nn.functional.linear(nn.functional.linear(dropout!.call(x, drops), down), up);
        return scope.MoveToOuter(plain.add(adapted, scale));
    }
}
