using System.Text.RegularExpressions;

namespace InternVideo2.Tests.Provider;

/// <summary>Takes apart the C# declarations of an API listing. Brackets of all kinds nest; quotes protect what is inside.</summary>
internal static partial class SignatureText
{
    /// <summary>"Func&lt;A, B&gt;, int" as its two parts.</summary>
    public static IEnumerable<string> SplitAtCommas(string text) => SplitAt(text, ',');

    /// <summary>"(int, int) size" as type and name; a text of one word is a name without type.</summary>
    public static (string Type, string Name) SplitTypeAndName(string text)
    {
        var name = SplitAt(text, ' ').Last();
        return (text[..^name.Length].TrimEnd(), name);
    }

    /// <summary>A method's text before its parameter list, and what is inside the list; null for anything else.</summary>
    public static (string Head, string Parameters)? SplitMethod(string text)
    {
        text = Constraint().Replace(text, "");
        if (!text.EndsWith(')'))
        {
            return null;
        }

        for (int i = text.Length - 1, depth = 0; i > 0; i--)
        {
            depth += text[i] == ')' ? 1 : text[i] == '(' ? -1 : 0;
            if (depth == 0)
            {
                return text[i - 1] == ' ' ? null : (text[..i], text[(i + 1)..^1]);
            }
        }

        return null;
    }

    /// <summary>The types of "this Tensor a, params long[] b = null".</summary>
    public static IEnumerable<string> ParameterTypes(string parameters)
        => SplitAtCommas(parameters).Select(p => SplitTypeAndName(PassingMode().Replace(SplitDefault(p), "")).Type);

    /// <summary>The generic arguments at the end of a name: ["T1", "TResult"] of "Module&lt;T1, TResult&gt;".</summary>
    public static string[] Arguments(string name)
        => name.EndsWith('>') ? [.. SplitAtCommas(name[(name.IndexOf('<') + 1)..^1])] : [];

    public static string WithoutArguments(string name) => name.EndsWith('>') ? name[..name.IndexOf('<')] : name;

    /// <summary>"Outer&lt;A, B&gt;.Inner" as compiled code has it: "Outer.Inner&lt;A, B&gt;".</summary>
    public static string ArgumentsLast(string text) => Nested().Replace(text, ".$2<$1>");

    /// <summary>Generic parameters by number: !0 of the type, !!0 of the method. Open tuples become tuples as written in C#.</summary>
    public static string Numbered(string type, string[] ofType, string[] ofMethod)
    {
        type = OpenTuple().Replace(type, "($1)");
        return Word().Replace(type, match => Array.IndexOf(ofMethod, match.Value) is var m and >= 0 ? $"!!{m}"
            : Array.IndexOf(ofType, match.Value) is var t and >= 0 ? $"!{t}"
            : match.Value);
    }

    private static string SplitDefault(string parameter) => parameter.Split(" = ", 2)[0];

    private static IEnumerable<string> SplitAt(string text, char separator)
    {
        var (depth, start, quoted) = (0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '"';
            depth += quoted ? 0 : "<([".Contains(text[i]) ? 1 : ">)]".Contains(text[i]) ? -1 : 0;
            if (text[i] == separator && depth == 0 && !quoted)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..].Trim();
        }
    }

    [GeneratedRegex(@"(?: where \w+: [^)]*)+$")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"<([^<>]*)>\.(\w+)")]
    private static partial Regex Nested();

    [GeneratedRegex("^(?:(?:this|params|out|ref|in) )+")]
    private static partial Regex PassingMode();

    [GeneratedRegex(@"ValueTuple<([^<>]*)>")]
    private static partial Regex OpenTuple();

    [GeneratedRegex(@"(?<![.\w])[A-Za-z_]\w*")]
    private static partial Regex Word();
}
