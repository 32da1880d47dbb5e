using InternVideo2.Stage3;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>What the bridge of sub-stage 3.1 goes on with (stage 3, 2.4).</summary>
public static class BridgeStart
{
    /// <summary>
    /// A checkpoint of 3.1, perhaps of clips of another length: where the model has vectors for more places in time than the file they are interpolated, where it
    /// has fewer the first are kept.
    /// </summary>
    /// <param name="model">Gets the weights.</param>
    /// <param name="aligned">The checkpoint, under official keys; it stays the caller's.</param>
    /// <param name="tableTimes">Positions in time of the vision encoder's table, where they are others than the model's.</param>
    /// <exception cref="CheckpointMismatchException">A part is missing or does not fit; holds the report.</exception>
    public static LoadReport Alignment(BridgeModel model, ICheckpoint aligned, int? tableTimes = null)
    {
        var keys = OfficialKeys.BridgeOf(model);
        var places = keys.Parameters(model).FirstOrDefault(entry => entry.Name == OfficialKeys.BridgeTimes).Parameter;
        var known = places is not null && aligned.Entries.TryGetValue(OfficialKeys.BridgeTimes, out var entry) ? entry.Shape : null;
        var fits = known is null || known.SequenceEqual(places!.shape) || known.Length != 4;
        var report = CheckpointLoader.Load(model, keys, aligned, new LoadRecipe
        {
            Keys = fits ? [] : [KeyRule.Drop(OfficialKeys.BridgeTimes)],
            MayLack = fits ? [] : [OfficialKeys.BridgeTimes],
            TableTimes = tableTimes,
        });
        if (fits) return report;
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        places!.copy_(InTime(aligned.Read(OfficialKeys.BridgeTimes), places.shape[1]));
        return report;
    }

    /// <summary>1 × T × 1 × C → 1 × T' × 1 × C.</summary>
    private static Tensor InTime(Tensor table, long times)
    {
        if (times <= table.shape[1]) return table.narrow(1, 0, times);
        var lines = table.to(ScalarType.Float32).squeeze(2).transpose(1, 2); // 1 C T
        return nn.functional.interpolate(lines, size: [times], mode: InterpolationMode.Linear, align_corners: false).transpose(1, 2).unsqueeze(2);
    }
}
