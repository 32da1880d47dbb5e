using InternVideo2.Kernel.Engine.Directives;
using InternVideo2.Kernel.Engine.Packages;
using InternVideo2.Kernel.Language;
using InternVideo2.Kernel.Tests.Engine;
using Xunit;

namespace InternVideo2.Kernel.Tests.Language;

/// <summary>The names that are proposed fit the place; positions count what the client counts.</summary>
[Collection("engine")]
public sealed class CompletionTests
{
    private readonly EngineRun _run = new();

    private CompletionResult At(string code) => new Completion(_run.Engine.Chain).At(code, code.Length);

    [Theory]
    [InlineData("Console.ReadL", "ReadLine")]
    [InlineData("\"text\".Ins", "Insert")]
    [InlineData("new List<int>().Sele", "Select")]
    [InlineData("foreac", "foreach")]
    [InlineData("#!whos", "#!whos")]
    public void The_name_is_among_the_proposals(string code, string expected) => Assert.Contains(At(code).Items, item => item.Text == expected);

    [Fact]
    public void Variables_of_earlier_cells_are_known()
    {
        _run.Value("var student = new { Width = 128 };");

        Assert.Contains(At("stud").Items, item => item.Text == "student");
        Assert.Equal(["Width"], At("student.Wi").Items.Select(item => item.Text));
        Assert.Contains("Width", new Inspection(_run.Engine.Chain, _run.Engine.Variables).Describe("student", 3, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Inside_a_text_nothing_is_proposed() => Assert.Empty(At("var s = \"Console.Wr").Items);

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("for (var i = 0; i < 3; i++) {", "incomplete")]
    [InlineData("var 1a = 2;", "invalid")]
    public void Completeness_decides_what_Enter_does(string code, string status) => Assert.Equal(status, (string?)Completeness.Of(code)["status"]);

    [Theory]
    [InlineData("a😀b", 2, 3)]
    [InlineData("abc", 2, 2)]
    [InlineData("😀", 9, 2)]
    public void Code_points_become_UTF16_and_back(string text, int codePoints, int units)
    {
        Assert.Equal(units, CodePoints.ToUtf16(text, codePoints));
        Assert.Equal(Math.Min(codePoints, text.EnumerateRunes().Count()), CodePoints.FromUtf16(text, units));
    }

    [Fact]
    public void Directives_leave_every_other_character_in_its_place()
    {
        const string text = "#!time\nvar s = \"#r not this\"; // #!who\n#r \"nuget: A.B, 1.2\"\nx";
        var source = CellSource.Parse(text);

        Assert.Equal(["#!time", "#r"], source.Directives.Select(d => d.Name));
        Assert.Equal(text.Length, source.Code.Length);
        Assert.Equal(text.IndexOf("var s", StringComparison.Ordinal), source.Code.IndexOf("var s", StringComparison.Ordinal));
    }

    [Fact]
    public void Package_requests_are_read_strictly()
    {
        Assert.Equal(new PackageRequest("A.B", "1.2"), PackageRequest.Parse("nuget: A.B, 1.2"));
        Assert.Equal(new PackageRequest("A", "*"), PackageRequest.Parse("nuget:A"));
        Assert.Throws<FormatException>(() => PackageRequest.Parse("nuget: A; rm -rf"));
        Assert.Throws<FormatException>(() => PackageRequest.Parse("nuget: A, 1.0, x"));
    }
}
