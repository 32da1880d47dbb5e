using System.Globalization;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// A key of official files that says nothing new: a second name of a tensor that several modules share, or a constant. It is written for other readers
/// and passed over on load, whether it is there or not.
/// </summary>
/// <param name="Pattern">The key; # stands for each number that occurs at this place in the other keys.</param>
/// <param name="Of">The official key it follows from.</param>
/// <param name="Value">Makes it from that key's tensor; null: it is the same tensor.</param>
public sealed record ImpliedKey(string Pattern, string Of, Func<Tensor, Tensor>? Value = null)
{
    /// <summary>Whether <paramref name="key"/> is of this kind.</summary>
    public bool Fits(string key)
    {
        var place = Pattern.IndexOf('#');
        if (place < 0) return key == Pattern;
        return key != Of && Number(key, Pattern[..place]) is { } number && key == Pattern.Replace("#", number);
    }

    /// <summary>The keys of this kind that belong to a state; none when it lacks <see cref="Of"/>.</summary>
    public IEnumerable<(string Name, Tensor Value)> From(IReadOnlyDictionary<string, Tensor> state)
    {
        if (!state.TryGetValue(Of, out var origin)) return [];
        var place = Pattern.IndexOf('#');
        IEnumerable<string> names = place < 0
            ? [Pattern]
            : state.Keys.Select(key => Number(key, Pattern[..place])).OfType<string>().Distinct().Select(number => Pattern.Replace("#", number));
        return names.Where(name => name != Of).Select(name => (name, Value?.Invoke(origin) ?? origin));
    }

    /// <summary>The number that follows <paramref name="stem"/> in a key; null when the key is another one.</summary>
    private static string? Number(string key, string stem)
    {
        if (!key.StartsWith(stem, StringComparison.Ordinal)) return null;
        var number = key[stem.Length..].Split('.')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? number : null;
    }
}
