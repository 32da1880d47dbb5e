using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>A model in evaluation mode without gradients for as long as this lives; its own mode is put back then.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly nn.Module model;
    private readonly bool trained;
    private readonly IDisposable frozen = no_grad();

    public EvaluationMode(nn.Module model)
    {
        (this.model, trained) = (model, model.training);
        model.eval();
    }

    public void Dispose()
    {
        model.train(trained);
        frozen.Dispose();
    }
}
