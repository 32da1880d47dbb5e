using InternVideo2.Kernel.Engine.Directives;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Directive lines are taken out of a cell without moving anything else.</summary>
public class CellSourceTests
{
    [Theory]
    [InlineData("#r \"nuget: A, 1.2\"\nx", "#r", "nuget: A, 1.2")]
    [InlineData("#i \"nuget:/feed\"", "#i", "nuget:/feed")]
    [InlineData("#!time", "#!time", "")]
    [InlineData("  #!whos  ", "#!whos", "")]
    [InlineData("var a = 1;\n#!time\nvar b = 2;", "#!time", "")]
    public void Directives(string code, string name, string argument)
    {
        var source = CellSource.Parse(code);
        var directive = Assert.Single(source.Directives);
        Assert.Equal((name, argument), (directive.Name, directive.Argument));
        Assert.Equal(code.Length, source.Code.Length);
        Assert.DoesNotContain("#", source.Code);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n#!time\n\"\"\";")]
    [InlineData("/*\n#r \"x\"\n*/")]
    [InlineData("#load \"other.csx\"")]
    [InlineData("#region r\n#endregion")]
    [InlineData("#nullable enable")]
    public void Text_that_only_looks_so_and_what_the_compiler_does_is_left(string code)
    {
        var source = CellSource.Parse(code);
        Assert.Empty(source.Directives);
        Assert.Equal(code, source.Code);
    }

    [Fact]
    public void Lines_are_counted_from_one() => Assert.Equal(3, CellSource.Parse("\n\n#!who").Directives[0].Line);

    [Fact]
    public void Markup_cells_are_recognised()
    {
        Assert.Equal("# Title", MarkupCell.TryParse("#!markdown\n# Title")!.Text);
        Assert.Equal("text/html", MarkupCell.TryParse("\n#!html\n<b>")!.Mime);
        Assert.Null(MarkupCell.TryParse("#!csharp\n1"));
    }
}
