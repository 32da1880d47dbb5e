using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>The states of all generators at one moment. Owns the tensors.</summary>
/// <param name="States">A byte vector per generator, by name; <see cref="RandomStreams.Default"/> is the framework's own.</param>
public sealed record RandomSnapshot(IReadOnlyDictionary<string, Tensor> States) : IDisposable
{
    public void Dispose()
    {
        foreach (var state in States.Values)
        {
            state.Dispose();
        }
    }
}
