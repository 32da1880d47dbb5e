using System.Text.Json;
using InternVideo2.Tests;

namespace InternVideo2.Notebook.Tests.Notebooks;

/// <summary>A notebook of the repository, as committed.</summary>
internal sealed class NotebookFile
{
    private NotebookFile(string path)
    {
        Path = path;
        Text = File.ReadAllText(path);
        Root = JsonDocument.Parse(Text).RootElement;
    }

    public string Path { get; }

    public string Text { get; }

    public JsonElement Root { get; }

    public IEnumerable<JsonElement> Cells => Root.GetProperty("cells").EnumerateArray();

    public IEnumerable<JsonElement> CodeCells => Cells.Where(cell => cell.GetProperty("cell_type").GetString() == "code");

    /// <summary>File names of all notebooks, in reading order.</summary>
    public static Xunit.TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.ipynb").Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static string Folder { get; } = System.IO.Path.Combine(RepositoryFolder.Path, "notebooks");

    public static NotebookFile Read(string name) => new(System.IO.Path.Combine(Folder, name));

    /// <summary>The text of a cell.</summary>
    public static string Source(JsonElement cell) => Joined(cell.GetProperty("source"));

    /// <summary>Text that the format writes as one string or as a list of lines.</summary>
    public static string Joined(JsonElement text) =>
        text.ValueKind == JsonValueKind.Array ? string.Concat(text.EnumerateArray().Select(line => line.GetString())) : text.ToString();
}
