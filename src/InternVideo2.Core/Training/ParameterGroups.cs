using System.Globalization;
using System.Text.RegularExpressions;

namespace InternVideo2.Training;

/// <summary>Sorts parameters into optimiser groups by name and shape (stage 1, 6.1).</summary>
public static class ParameterGroups
{
    /// <summary>Groups in order of first appearance.</summary>
    /// <param name="parameters">Trained parameters in definition order: official name and shape.</param>
    /// <param name="weightDecay">The decay of the groups that decay. Vectors, names ending in ".bias" and <paramref name="noDecay"/> get 0.</param>
    /// <param name="noDecay">Names that get no decay although they are neither vectors nor biases.</param>
    /// <param name="layerDecay">Factor δ in (0, 1] from one layer to the one below it; 1 makes all learning rates alike.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static IReadOnlyList<ParameterGroup> Build(
        IEnumerable<(string Name, long[] Shape)> parameters, double weightDecay, IReadOnlySet<string> noDecay, double layerDecay = 1)
    {
        var list = parameters.ToList();
        if (list.GroupBy(p => p.Name).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new ArgumentException($"The parameter name '{twice.Key}' occurs twice; every trained parameter needs a name of its own.", nameof(parameters));
        }

        var depth = list.Max(p => BlockIndex(p.Name) + 1) ?? 0;
        return
        [
            .. list
                .GroupBy(p => (Layer: layerDecay == 1 ? 0 : LayerOf(p.Name, depth), Decays: Decays(p.Name, p.Shape, noDecay)))
                .Select(g => new ParameterGroup(
                    g.Key.Decays ? weightDecay : 0,
                    layerDecay == 1 ? 1 : Math.Pow(layerDecay, depth + 1 - g.Key.Layer),
                    [.. g.Select(p => p.Name)])),
        ];
    }

    /// <summary>
    /// Groups by weight decay in order of first appearance, and within these by learning rate (stage 2, 9.1).
    /// </summary>
    /// <param name="parameters">Trained parameters in definition order: official name and shape.</param>
    /// <param name="weightDecay">As in <see cref="Build(IEnumerable{ValueTuple{string, long[]}}, double, IReadOnlySet{string}, double)"/>.</param>
    /// <param name="noDecay">As there.</param>
    /// <param name="modules">A regular expression; parameters in whose names it is found have another rate.</param>
    /// <param name="scale">Their rate, divided by that of the others.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or the expression is none.</exception>
    public static IReadOnlyList<ParameterGroup> Build(
        IEnumerable<(string Name, long[] Shape)> parameters, double weightDecay, IReadOnlySet<string> noDecay, string modules, double scale)
    {
        var others = new Regex(modules, RegexOptions.CultureInvariant);
        return
        [
            .. from decay in Build(parameters, weightDecay, noDecay)
               from rate in decay.Names.GroupBy(name => others.IsMatch(name) ? scale : 1)
               select decay with { LearningRateScale = rate.Key, Names = [.. rate] },
        ];
    }

    /// <summary>Whether a parameter is pulled towards zero.</summary>
    public static bool Decays(string name, long[] shape, IReadOnlySet<string> noDecay) =>
        shape.Length != 1 && !name.EndsWith(".bias", StringComparison.Ordinal) && !noDecay.Contains(name);

    /// <summary>
    /// The layer of a parameter, from 0 (what comes before the blocks) over l + 1 (block l) to <paramref name="depth"/> + 1 (everything else).
    /// Separable positional tables count as "everything else", as in the official runs.
    /// </summary>
    public static int LayerOf(string name, int depth) => name switch
    {
        "cls_token" or "mask_token" or "pos_embed" => 0,
        _ when name.StartsWith("patch_embed", StringComparison.Ordinal) => 0,
        _ => BlockIndex(name) + 1 ?? depth + 1,
    };

    private static int? BlockIndex(string name)
    {
        const string prefix = "blocks.";
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = name.AsSpan(prefix.Length);
        var end = rest.IndexOf('.');
        return end > 0 && int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
