using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>x·Wᵀ, + b if there is one, and with an adapter + α/r·(dropout(x)·Aᵀ)·Bᵀ (stage 3, 6).</summary>
public sealed class LowRankLinear : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly LowRankAdapter? adapter;

    /// <param name="inputs">Size of the last axis.</param>
    /// <param name="outputs">Size of the result's.</param>
    /// <param name="adapter">Null: there is none.</param>
    /// <param name="init">Makes the parameters.</param>
    /// <param name="bias">Whether there is a b; it starts at zero.</param>
    public LowRankLinear(int inputs, int outputs, LowRankOptions? adapter, Initializer init, bool bias = false) : base(nameof(LowRankLinear))
    {
        weight = init.Normal(0.02, outputs, inputs);
        if (bias) this.bias = init.Constant(0, outputs);
        if (adapter is not null) this.adapter = new LowRankAdapter(inputs, outputs, adapter, init);
        RegisterComponents();
    }

    /// <summary>W, outputs × inputs; it stays this layer's.</summary>
    public Tensor Weight => weight;

    /// <summary>Null: there is none.</summary>
    public LowRankAdapter? Adapter => adapter;

    /// <summary>Whether the adapter is part of <see cref="Weight"/> now.</summary>
    public bool Merged { get; private set; }

    /// <param name="x">… × inputs.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode with an adapter whose p is above 0.</param>
    /// <returns>… × outputs, owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">Training with a merged adapter, which would learn nothing.</exception>
    public override Tensor forward(Tensor x, Generator? drops)
    {
        if (adapter is null) return nn.functional.linear(x, weight, bias);
        if (Merged && training) throw new InvalidOperationException("The adapters are merged into the weights and would not learn: unmerge them before training.");
        if (Merged) return nn.functional.linear(x, weight, bias);
        using var plain = nn.functional.linear(x, weight, bias);
        return adapter.AddTo(plain, x, drops);
    }

    /// <summary>Adds the adapter to the matrix: the same results for less work. Without an adapter, or when that was done before, nothing happens.</summary>
    public void Merge() => Set(merged: true);

    /// <summary>Takes the adapter out of the matrix again, which then is what it was but for rounding.</summary>
    public void Unmerge() => Set(merged: false);

    private void Set(bool merged)
    {
        if (adapter is null || Merged == merged) return;
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        weight.add_(adapter.Delta(), merged ? 1 : -1);
        Merged = merged;
    }
}
