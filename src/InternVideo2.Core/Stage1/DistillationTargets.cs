using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>What the teachers say at the positions the student sees. Owns its tensors. A part that no loss asks for is null.</summary>
/// <param name="Middle">K × B × (1+k) × C: middle features of the spatial teacher, class token first, k the number of visible patches.</param>
/// <param name="Final">B × D: its final features.</param>
/// <param name="Motion">M × B × k × C: features of the motion teacher.</param>
public sealed record DistillationTargets(Tensor? Middle, Tensor? Final, Tensor? Motion) : IDisposable
{
    public void Dispose()
    {
        Middle?.Dispose();
        Final?.Dispose();
        Motion?.Dispose();
    }
}
