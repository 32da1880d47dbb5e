using InternVideo2.Data;
using InternVideo2.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>The raw terms of an objective on clips that are not learned from, for example the loss of masked words.</summary>
public static class HeldOutLosses
{
    /// <summary>Computes the terms without gradients, the model in evaluation mode (its mode is put back), draws seeded: equal weights give equal losses.</summary>
    /// <param name="objective">Used, not owned.</param>
    /// <param name="data">Held-out clips, from the cursor on; used, not owned.</param>
    /// <param name="batches">1 or more; one epoch has <see cref="IClipSource.BatchesPerEpoch"/>.</param>
    /// <param name="seed">Of all draws: masked words, negatives.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>The mean of each term over the clips of the batches that have it, by name.</returns>
    public static IReadOnlyDictionary<string, double> Of(IObjective objective, IClipSource data, int batches, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1);
        var sums = new Dictionary<string, (double Sum, int Clips)>(StringComparer.Ordinal);
        using var guard = no_grad();
        using var random = new RandomStreams(seed);
        var training = objective.Model.training;
        objective.Model.eval();
        try
        {
            for (var i = 0; i < batches; i++)
            {
                using var scope = NewDisposeScope();
                using var batch = data.Next(cancellation);
                foreach (var (name, value) in objective.Compute(batch, random).Terms)
                {
                    var (sum, clips) = sums.GetValueOrDefault(name);
                    sums[name] = (sum + (value.ToDouble() * batch.Ids.Count), clips + batch.Ids.Count);
                }
            }
        }
        finally
        {
            if (training) objective.Model.train();
        }
        return sums.ToDictionary(term => term.Key, term => term.Value.Sum / term.Value.Clips);
    }
}
