using System.Globalization;

namespace InternVideo2.Kernel.Engine;

/// <summary>The file names under which cells appear in debug information, and so in stack traces: cell7.csx for the cell [7].</summary>
internal static class CellFile
{
    private const string Prefix = "cell", Suffix = ".csx";

    public static string Name(int number) => Prefix + number.ToString(CultureInfo.InvariantCulture) + Suffix;

    /// <summary>The cell's number from the name or path in debug information (the compiler makes it absolute); null if the file is not a cell.</summary>
    public static int? Number(string? path) =>
        Path.GetFileName(path) is { } file && file.StartsWith(Prefix, StringComparison.Ordinal) && file.EndsWith(Suffix, StringComparison.Ordinal)
        && int.TryParse(file.AsSpan(Prefix.Length, file.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    /// <summary>"cell 7", or the path of a file that is not a cell.</summary>
    public static string Describe(string? file) => Number(file) is { } number ? $"cell {number}" : file ?? "";
}
