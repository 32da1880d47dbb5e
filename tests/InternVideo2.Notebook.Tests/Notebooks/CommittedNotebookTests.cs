using System.Text.Json;
using InternVideo2.Tests;
using Xunit;

namespace InternVideo2.Notebook.Tests.Notebooks;

/// <summary>What is committed can be read as it stands: executed without an error, small, in the project's kernel, prose first, with something to try at the end.</summary>
public sealed class CommittedNotebookTests
{
    public static TheoryData<string> Names => NotebookFile.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_cell_was_executed_in_order_without_an_error(string name)
    {
        var notebook = NotebookFile.Read(name);
        Assert.Equal(Enumerable.Range(1, notebook.CodeCells.Count()), notebook.CodeCells.Select(cell => cell.GetProperty("execution_count").GetInt32()));
        Assert.DoesNotContain(notebook.CodeCells.SelectMany(Outputs), output => output.GetProperty("output_type").GetString() == "error");
        Assert.Contains(notebook.CodeCells.SelectMany(Outputs), output => output.TryGetProperty("data", out var data) && data.TryGetProperty("image/png", out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_are_of_the_kinds_that_every_viewer_shows(string name)
    {
        string[] kinds = ["text/plain", "text/html", "image/png", "application/vnd.plotly.v1+json"];
        foreach (var data in NotebookFile.Read(name).CodeCells.SelectMany(Outputs).Where(output => output.TryGetProperty("data", out _)).Select(output => output.GetProperty("data")))
        {
            var offered = data.EnumerateObject().Select(entry => entry.Name).ToHashSet();
            Assert.Subset(kinds.ToHashSet(), offered);
            Assert.Contains("text/plain", offered);
            // HTML hides the picture in most viewers.
            Assert.False(offered.Contains("text/html") && offered.Contains("image/png"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_format_and_the_kernel_are_the_projects(string name)
    {
        var root = NotebookFile.Read(name).Root;
        Assert.Equal((4, 5), (root.GetProperty("nbformat").GetInt32(), root.GetProperty("nbformat_minor").GetInt32()));
        var kernel = root.GetProperty("metadata").GetProperty("kernelspec");
        Assert.Equal("iv2-csharp", kernel.GetProperty("name").GetString());
        Assert.Equal("C# (InternVideo2)", kernel.GetProperty("display_name").GetString());
        Assert.Equal("C#", root.GetProperty("metadata").GetProperty("language_info").GetProperty("name").GetString());
        var ids = NotebookFile.Read(name).Cells.Select(cell => cell.GetProperty("id").GetString()).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_teaches(string name)
    {
        var notebook = NotebookFile.Read(name);
        var cells = notebook.Cells.ToList();
        Assert.StartsWith("# ", NotebookFile.Source(cells[0]));
        Assert.StartsWith("## Try it", NotebookFile.Source(cells[^1]));
        Assert.All(notebook.CodeCells, cell => Assert.InRange(NotebookFile.Source(cell).Split('\n').Length, 1, 24));
        Assert.DoesNotContain(notebook.CodeCells, cell => NotebookFile.Source(cell).Contains("#r ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_shorter_run_replaces_stands_in_its_cell_once(string name)
    {
        foreach (var cell in NotebookFile.Read(name).CodeCells)
        {
            if (!cell.GetProperty("metadata").TryGetProperty("abridged", out var texts)) continue;
            Assert.All(texts.EnumerateObject(), text => Assert.Equal(2, NotebookFile.Source(cell).Split(text.Name).Length));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_small_and_names_nobodys_folders(string name)
    {
        var notebook = NotebookFile.Read(name);
        Assert.InRange(new FileInfo(notebook.Path).Length, 1, 2_000_000);
        var texts = notebook.CodeCells.SelectMany(Outputs).SelectMany(Texts).ToList();
        string[] folders = [RepositoryFolder.Path, Path.GetTempPath(), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/", "/home/"];
        Assert.All(folders, folder => Assert.DoesNotContain(texts, text => text.Contains(folder, StringComparison.Ordinal)));
    }

    private static IEnumerable<JsonElement> Outputs(JsonElement cell) => cell.GetProperty("outputs").EnumerateArray();

    private static IEnumerable<string> Texts(JsonElement output)
    {
        if (output.TryGetProperty("text", out var stream)) yield return NotebookFile.Joined(stream);
        if (!output.TryGetProperty("data", out var data)) yield break;
        foreach (var entry in data.EnumerateObject().Where(entry => entry.Name.StartsWith("text/", StringComparison.Ordinal))) yield return NotebookFile.Joined(entry.Value);
    }
}
