using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace InternVideo2.Kernel.Display;

/// <summary>
/// Plain text for any value, close to how C# would write it: sequences element by element with a limit, tuples and numbers independent of the
/// culture, everything else by its ToString.
/// </summary>
internal static class ObjectText
{
    private const int MaxElements = 100, MaxDepth = 4;

    /// <summary>The text of a value; a string is shown as it is.</summary>
    public static string Describe(object? value) => value as string ?? Describe(value, 0);

    private static string Describe(object? value, int depth) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        char character => $"'{character}'",
        bool truth => truth ? "true" : "false",
        float number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString(CultureInfo.InvariantCulture),
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Describe(tuple[i], depth + 1)))})",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        Type type => TypeName.Of(type),
        Delegate function => $"{TypeName.Of(function.GetType())} {function.Method.Name}",
        Array { Rank: > 1 } array => $"{TypeName.Of(array.GetType())} {string.Join("×", Enumerable.Range(0, array.Rank).Select(array.GetLength))}",
        IEnumerable sequence when !OverridesToString(value) => Elements(sequence, depth),
        _ => OverridesToString(value) ? value.ToString() ?? "" : TypeName.Of(value.GetType()),
    };

    private static string Elements(IEnumerable sequence, int depth)
    {
        if (depth >= MaxDepth) return "[…]";
        var isDictionary = sequence is IDictionary;
        var text = new StringBuilder(isDictionary ? "{ " : "[");
        var count = 0;
        foreach (var element in sequence)
        {
            if (count > 0) text.Append(", ");
            if (count == MaxElements)
            {
                text.Append(sequence is ICollection collection ? $"… {collection.Count - MaxElements} more" : "…");
                break;
            }
            text.Append(element is DictionaryEntry entry ? $"{Describe(entry.Key, depth + 1)}: {Describe(entry.Value, depth + 1)}"
                : isDictionary && IsPair(element, out var key, out var value) ? $"{Describe(key, depth + 1)}: {Describe(value, depth + 1)}"
                : Describe(element, depth + 1));
            count++;
        }
        return text.Append(isDictionary ? " }" : "]").ToString();
    }

    private static bool IsPair(object? element, out object? key, out object? value)
    {
        key = value = null;
        if (element?.GetType() is not { IsGenericType: true } type || type.GetGenericTypeDefinition() != typeof(KeyValuePair<,>)) return false;
        key = type.GetProperty("Key")!.GetValue(element);
        value = type.GetProperty("Value")!.GetValue(element);
        return true;
    }

    private static bool OverridesToString(object value)
    {
        var declaring = value.GetType().GetMethod(nameof(ToString), [])?.DeclaringType;
        return declaring is not null && declaring != typeof(object) && declaring != typeof(ValueType);
    }
}
