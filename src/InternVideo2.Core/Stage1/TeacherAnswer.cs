using InternVideo2.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>What the teachers said about a batch, and the mask that was drawn for it. Owns everything.</summary>
/// <param name="Mask">B × (1+N) bool on the CPU, true = removed.</param>
/// <param name="Visible">The same as indices, on the device of the frames.</param>
/// <param name="Targets">The teachers' features at the visible positions.</param>
public sealed record TeacherAnswer(Tensor Mask, VisibleTokens Visible, DistillationTargets Targets) : IDisposable
{
    public void Dispose()
    {
        Mask.Dispose();
        Visible.Dispose();
        Targets.Dispose();
    }

    internal void MoveOutOf(DisposeScope scope) =>
        scope.MoveToOuter([Mask, .. Visible.Tensors, .. new[] { Targets.Middle, Targets.Final, Targets.Motion }.OfType<Tensor>()]);
}
