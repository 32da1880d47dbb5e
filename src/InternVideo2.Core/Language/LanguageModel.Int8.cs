using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <content>Matrices rounded to int8, with which tokens are made faster.</content>
public sealed partial class LanguageModel
{
    private readonly Lock rounding = new();
    private Int8Matrices? rounded;

    /// <summary>The matrices of the layers in their order, and last the head's, rounded as they are now; they stay the model's.</summary>
    internal Int8Matrices Rounded()
    {
        IReadOnlyList<Tensor> weights = [.. layers.SelectMany(layer => layer.Matrices).Select(matrix => matrix.Weight), Head.Weight];
        lock (rounding)
        {
            if (rounded is not null && rounded.AreOf(weights)) return rounded;
            rounded?.Dispose();
            return rounded = new Int8Matrices(weights);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) rounded?.Dispose();
        base.Dispose(disposing);
    }
}
