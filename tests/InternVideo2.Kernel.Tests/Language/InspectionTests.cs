using InternVideo2.Kernel.Language;
using InternVideo2.Kernel.Tests.Engine;

namespace InternVideo2.Kernel.Tests.Language;

/// <summary>What a name is: declaration, documentation, value.</summary>
public sealed class InspectionTests : IDisposable
{
    private readonly TestNotebook _notebook = new();
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string? Inspect(string marked, int detail = 0)
    {
        var position = marked.IndexOf('|');
        return new Inspection(_notebook.Engine.Chain, _notebook.Engine.Variables).Describe(marked.Remove(position, 1), position, detail);
    }

    [Fact]
    public void A_variable_is_shown_with_its_value()
    {
        _notebook.Run("var numbers = new List<int> { 1, 2 };");
        Assert.Equal("List<int> numbers\nValue: [1, 2]", Inspect("num|bers"));
    }

    [Theory]
    [InlineData("Math.Sq|rt(2)", "double Math.Sqrt(double d)")]
    [InlineData("Math.Sqrt(|", "double Math.Sqrt(double d)")]
    [InlineData("Console.Wri|te", "void Console.Write(")]
    [InlineData("DayOf|Week", "enum DayOfWeek")]
    [InlineData("\"a\".Len|gth", "int string.Length { get; }")]
    [InlineData("var a = 1; a|", "int a")]
    [InlineData("var declared| = 1;", "int declared")]
    public void Declarations(string marked, string expected) => Assert.StartsWith(expected, Inspect(marked));

    [Theory]
    [InlineData("|")]
    [InlineData("1|")]
    [InlineData("unknown|")]
    public void Nothing_to_say(string marked) => Assert.Null(Inspect(marked));

    [Fact]
    public void Documentation_of_a_library_lies_beside_it()
    {
        var path = TestAssembly.Compile(_folder.Path, "DocumentedLibrary", """
            /// <summary>Keeps <see cref="int"/> numbers.</summary>
            public class Keeper
            {
                /// <summary>Adds a number.</summary><param name="n">What to add.</param><returns>The sum.</returns>
                public int Add(int n) => n;
            }
            """);
        _notebook.Run($"#r \"{path}\"");
        Assert.Equal("class Keeper\n\nKeeps Int32 numbers.", Inspect("new Keep|er()"));
        Assert.DoesNotContain("What to add", Inspect("new Keeper().Ad|d(1)"));
        Assert.EndsWith("Adds a number.\n\nn: What to add.\nReturns: The sum.", Inspect("new Keeper().Ad|d(1)", detail: 1));
    }

    [Fact]
    public void Documentation_written_in_a_cell_is_shown()
    {
        _notebook.Run("/// <summary>Doubles.</summary>\nint Twice(int n) => 2 * n;");
        Assert.Equal("int Twice(int n)\n\nDoubles.", Inspect("Twi|ce(1)"));
    }

    [Fact]
    public void A_value_that_cannot_describe_itself_does_no_harm()
    {
        _notebook.Run("class Bad { public override string ToString() => throw new Exception(\"no\"); } var bad = new Bad();");
        Assert.Contains("[Exception: no]", Inspect("ba|d"));
    }
}
