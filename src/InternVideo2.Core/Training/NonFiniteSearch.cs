using InternVideo2.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>Where a loss that is NaN or infinite comes from: the first tensor on its way that is not finite. Only asked when a step has failed.</summary>
internal static class NonFiniteSearch
{
    /// <summary>The clip of the batch with values that are not finite, or null.</summary>
    public static string? Clip(ClipBatch batch)
    {
        using var scope = NewDisposeScope();
        var first = new[] { batch.HasFrames ? batch.Frames : null, batch.Sound }.OfType<Tensor>()
            .Select(values => Array.IndexOf(values.isfinite().flatten(1).all(1).cpu().data<bool>().ToArray(), false))
            .Where(place => place >= 0).DefaultIfEmpty(-1).Min();
        return first < 0 ? null : batch.Ids[batch.SampleOf(first)];
    }

    /// <summary>The name of the first parameter with values that are not finite, or null.</summary>
    public static string? Parameter(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        using var scope = NewDisposeScope();
        return parameters.FirstOrDefault(p => !p.Parameter.isfinite().all().ToBoolean()).Name;
    }
}
