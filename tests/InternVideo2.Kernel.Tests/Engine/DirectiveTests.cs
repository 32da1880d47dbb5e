namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>What directives do to a notebook.</summary>
public sealed class DirectiveTests : IDisposable
{
    private readonly TestNotebook _notebook = new();
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_local_assembly_is_found_with_its_neighbours()
    {
        var inner = TestAssembly.Compile(_folder.Path, "InnerLibrary", "namespace Inner; public class Thing { public int Value => 42; }");
        var outer = TestAssembly.Compile(_folder.Path, "OuterLibrary", "namespace Outer; public static class Maker { public static Inner.Thing Make() => new(); }", inner);
        Assert.Equal(42, _notebook.Run($"#r \"{outer}\"\nInner.Thing thing = Outer.Maker.Make(); thing.Value"));
        Assert.Equal(42, _notebook.Run("Outer.Maker.Make().Value"));
    }

    [Fact]
    public void Framework_assemblies_may_be_named_without_a_path() => Assert.Equal(1, _notebook.Run("#r \"System.Xml.Linq\"\n1"));

    [Fact]
    public void A_missing_assembly_is_named_with_its_line()
    {
        var message = _notebook.Fail("\n#r \"missing.dll\"").Message;
        Assert.Contains("line 2", message);
        Assert.Contains(Path.GetFullPath("missing.dll"), message);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_refused() =>
        Assert.Contains("#r", _notebook.Fail($"#r \"{_folder.File("text.dll", "not an assembly")}\"").Message);

    [Fact]
    public void Loaded_files_are_part_of_the_cell()
    {
        var file = _folder.File("shared.csx", "int Shared() => 5;\nint Fails() => throw new Exception(\"in file\");");
        _notebook.Run($"#load \"{file}\"");
        Assert.Equal(5, _notebook.Run("Shared()"));
        Assert.Contains("shared.csx:line 2", _notebook.Trace(_notebook.Fail("Fails()")));
    }

    [Fact]
    public void Time_and_variables_are_printed_after_the_cell()
    {
        _notebook.Run("#!time\n#!whos\nvar answer = 42; Console.Out.Flush();");
        var text = _notebook.FrontEnd.Stream();
        Assert.Contains("Wall time: ", text);
        Assert.Matches(@"answer +int +42", text);
        _notebook.Run("#!who");
        Assert.EndsWith("answer\n", _notebook.FrontEnd.Stream());
    }

    [Fact]
    public void The_language_line_of_other_kernels_is_ignored() => Assert.Equal(2, _notebook.Run("#!csharp\n1 + 1"));

    [Fact]
    public void Markup_is_displayed()
    {
        _notebook.Run("#!markdown\n# Title");
        Assert.Equal("# Title", Assert.Single(_notebook.FrontEnd.Shown));
    }

    [Fact]
    public void An_unknown_directive_says_what_is_known() => Assert.Contains("#!time", _notebook.Fail("#!nonsense").Message);
}
