using InternVideo2.Kernel.Display;

namespace InternVideo2.Kernel.Engine.Directives;

/// <summary>The variables of a notebook as aligned text: name, type, value.</summary>
internal static class VariableTable
{
    private const int ValueWidth = 80;

    public static string Of(IReadOnlyList<Variable> variables)
    {
        if (variables.Count == 0) return "No variables.";
        var rows = variables.Select(variable => (variable.Name, Type: TypeName.Of(variable.Type), Value: Shorten(variable.Value)))
            .Prepend((Name: "Variable", Type: "Type", Value: "Value")).ToArray();
        var (name, type) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Type.Length));
        return string.Join('\n', rows.Select(row => $"{row.Name.PadRight(name)}  {row.Type.PadRight(type)}  {row.Value}"));
    }

    /// <summary>One line of plain text for a value; a value that fails to describe itself is said to.</summary>
    public static string Shorten(object? value)
    {
        string text;
        try
        {
            text = ObjectText.Describe(value).ReplaceLineEndings(" ");
        }
        catch (Exception e)
        {
            text = $"[{TypeName.Of(e.GetType())}: {e.Message}]";
        }
        return text.Length <= ValueWidth ? text : text[..(ValueWidth - 1)] + "…";
    }
}
