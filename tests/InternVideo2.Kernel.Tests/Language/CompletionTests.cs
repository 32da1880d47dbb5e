using InternVideo2.Kernel.Language;
using InternVideo2.Kernel.Tests.Engine;

namespace InternVideo2.Kernel.Tests.Language;

/// <summary>Names that fit at the cursor, which | marks.</summary>
public class CompletionTests
{
    private static readonly TestNotebook _notebook = Start();

    private static TestNotebook Start()
    {
        var notebook = new TestNotebook();
        notebook.Run("""
            int counter = 5, consoleWidth = 80; string text = "abc"; double? maybe = 1;
            int Compute(int firstNumber, int secondNumber = 1) => firstNumber;
            record Options { public int Depth { get; init; } = 1; public double Rate { get; init; } public int Computed => 1; }
            """);
        return notebook;
    }

    private static CompletionResult Complete(string marked)
    {
        var position = marked.IndexOf('|');
        return new Completion(_notebook.Engine.Chain).At(marked.Remove(position, 1), position);
    }

    private static IEnumerable<string> Names(string marked) => Complete(marked).Items.Select(item => item.Text);

    [Theory]
    [InlineData("Console.WriteL|", "WriteLine")]
    [InlineData("cou|", "counter")]
    [InlineData("text.Le|", "Length")]
    [InlineData("text?.Le|", "Length")]
    [InlineData("maybe?.Comp|", "CompareTo")]
    [InlineData("text.Sel|", "Select")]
    [InlineData("System.Coll|", "Collections")]
    [InlineData("using System.Glob|", "Globalization")]
    [InlineData("var local = 1; loc|", "local")]
    [InlineData("new[] { 1 }.Select(element => ele|", "element")]
    [InlineData("new[] { text }.Select(element => element.Len|", "Length")]
    [InlineData("new List<string>().Where(s => s.StartsW|).ToList()", "StartsWith")]
    [InlineData("text.\nLe|", "Length")]
    [InlineData("text.Le|\nvar next = 1;", "Length")]
    [InlineData("new Options { De|", "Depth")]
    [InlineData("new Options { Depth = 1, R|", "Rate")]
    [InlineData("var o = new Options() with { R|", "Rate")]
    [InlineData("Compute(first|", "firstNumber:")]
    [InlineData("Compute(1, second|", "secondNumber:")]
    [InlineData("conso|", "Console")]
    [InlineData("whi|", "while")]
    [InlineData("disp|", "display")]
    [InlineData("#!ti|", "#!time")]
    [InlineData("DayOfWeek.Fri|", "Friday")]
    public void Contains(string marked, string expected) => Assert.Contains(expected, Names(marked));

    [Theory]
    [InlineData("text.|\nvar next = 1;", "Length")]
    [InlineData("Options.|", "Equals")]
    [InlineData("|", "counter")]
    [InlineData("|", "Compute")]
    public void Contains_without_a_beginning(string marked, string expected) => Assert.Contains(expected, Names(marked));

    [Theory]
    [InlineData("\"cou|\"")]
    [InlineData("\"cou|")]
    [InlineData("$\"cou|\"")]
    [InlineData("// cou|")]
    [InlineData("/* cou| */")]
    [InlineData("12.5|")]
    [InlineData("nothing.Le|")]
    public void Nothing_in_text_and_after_what_is_unknown(string marked) => Assert.Empty(Names(marked));

    [Theory]
    [InlineData("new Options { De|", "Console")]
    [InlineData("new Options { |", "Computed")]
    [InlineData("text.|", "IsNullOrEmpty")]
    [InlineData("string.|", "Length")]
    [InlineData("|", "Console")]
    [InlineData("InternVideo2.Kernel.Cells.|", "InterruptFlag")]
    public void Does_not_contain(string marked, string unexpected) => Assert.DoesNotContain(unexpected, Names(marked));

    [Fact]
    public void In_interpolations_names_are_proposed() => Assert.Contains("counter", Names("$\"{cou|}\""));

    [Fact]
    public void The_replaced_range_is_the_name_before_the_cursor()
    {
        var result = Complete("1 + Console.Wri|");
        Assert.Equal((12, 15), (result.Start, result.End));
    }

    [Fact]
    public void Kinds_are_told()
    {
        Assert.Equal("function", Complete("Console.WriteL|").Items[0].Kind);
        Assert.Equal("instance", Complete("counte|").Items[0].Kind);
        Assert.Equal("class", Complete("DayOfWee|").Items[0].Kind);
        Assert.Equal("property", Complete("text.Lengt|").Items[0].Kind);
        Assert.Equal("module", Complete("System.Globalizatio|").Items[0].Kind);
    }

    [Fact]
    public void The_exact_case_comes_first() => Assert.Equal("consoleWidth", Names("consol|").First());

    [Fact]
    public void Asking_changes_nothing()
    {
        Complete("var counter = \"changed\"; counter.|");
        Assert.Equal(5, _notebook.Run("counter"));
    }
}
