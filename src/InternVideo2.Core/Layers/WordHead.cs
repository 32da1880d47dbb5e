using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Guesses words from states (stage 2, 3.2): Linear, GELU, LayerNorm, then products with the word embeddings, which are the encoder's own tensor, and a
/// bias.
/// </summary>
public sealed class WordHead : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear transform;
    private readonly LayerNorm norm;
    private readonly Parameter bias;

    /// <param name="width">C of the states.</param>
    /// <param name="vocabulary">V, number of words.</param>
    /// <param name="epsilon">ε of the norm.</param>
    /// <param name="init">Makes the parameters.</param>
    public WordHead(int width, int vocabulary, double epsilon, Initializer init) : base(nameof(WordHead))
    {
        transform = init.Linear(width, width);
        norm = init.LayerNorm(width, epsilon);
        bias = init.Constant(0, vocabulary);
        RegisterComponents();
    }

    /// <param name="states">… × C.</param>
    /// <param name="words">V × C, the word embeddings.</param>
    /// <returns>… × V logits, owned by the caller.</returns>
    public override Tensor forward(Tensor states, Tensor words)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(nn.functional.linear(norm.call(Gelu.After(transform, states, GeluForm.Erf)), words, bias));
    }
}
