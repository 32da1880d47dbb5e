using InternVideo2.Layers;

namespace InternVideo2.Checkpoints;

/// <summary>Patch kernels of one tubelet size for models of another (stage 1, 12.1 and 12.2).</summary>
internal static class KernelAdaptation
{
    /// <summary>The change; null when the shapes differ otherwise, or the recipe does not allow it.</summary>
    public static Adaptation? For(long[] from, long[] to, LoadRecipe recipe)
    {
        if (to.Length != 5 || from.Length is not (4 or 5) || !from.AsSpan(0, 2).SequenceEqual(to.AsSpan(0, 2))
            || !from.AsSpan(from.Length - 2).SequenceEqual(to.AsSpan(3)))
        {
            return null;
        }
        var (had, has) = (from.Length == 4 ? 1 : from[2], (int)to[2]);
        if (had == 1 && recipe.Inflation is { } inflation)
        {
            return new Adaptation(AdaptationKind.Reshape, $"kernel of one frame inflated to {has} ({inflation})",
                weight => PatchKernel.Inflate(weight, has, inflation));
        }
        return has == 1 && recipe.AverageKernel
            ? new Adaptation(AdaptationKind.Reshape, $"kernel of {had} frames averaged", PatchKernel.Pool)
            : null;
    }
}
