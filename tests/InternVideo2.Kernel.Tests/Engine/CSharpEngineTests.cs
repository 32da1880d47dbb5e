using InternVideo2.Kernel.Engine.Running;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Cells see what earlier cells declared, whatever became of them.</summary>
public class CSharpEngineTests
{
    private readonly TestNotebook _notebook = new();

    [Theory]
    [InlineData("1 + 1", 2)]
    [InlineData("var a = 3; a", 3)]
    [InlineData("var b = 3;", null)]
    [InlineData("Console.Out.Flush()", null)]
    [InlineData("await Task.FromResult(5)", 5)]
    [InlineData("return 6;", 6)]
    [InlineData("", null)]
    [InlineData("// nothing but a comment", null)]
    [InlineData("using System.Xml;", null)]
    [InlineData("class Empty { }", null)]
    [InlineData("int F(int n) => n < 2 ? 1 : n * F(n - 1); F(5)", 120)]
    [InlineData("enum E { A, B } (int)E.B", 1)]
    [InlineData("record R(int X); new R(4).X", 4)]
    [InlineData("unsafe { int x = 7; int* p = &x; Console.Out.Flush(); } 8", 8)]
    [InlineData("static int Twice(this int n) => 2 * n; 4.Twice()", 8)]
    [InlineData("int[] xs = [1, 2]; xs.Length", 2)]
    public void Values_of_trailing_expressions(string code, int? expected) => Assert.Equal(expected, (int?)_notebook.Run(code));

    [Fact]
    public void Variables_methods_types_and_usings_are_kept()
    {
        _notebook.Run("using System.Globalization;\nvar x = 1; int Add(int n) => n + x; class K { public int V = 10; }");
        _notebook.Run("x = 5;");
        Assert.Equal(15, _notebook.Run("Add(new K().V)"));
        Assert.NotNull(_notebook.Run("CultureInfo.InvariantCulture"));
    }

    [Fact]
    public void Cells_without_code_do_not_disturb_the_order()
    {
        _notebook.Run("var a = 1;");
        _notebook.Run("// nothing");
        _notebook.Run("using System.Globalization;");
        _notebook.Run("var b = 2; var a = 5;");
        Assert.Equal("a, b", string.Join(", ", _notebook.Engine.Variables.Visible().Select(variable => variable.Name)));
        Assert.NotNull(_notebook.Run("CultureInfo.InvariantCulture"));
        Assert.Equal(5, _notebook.Run("a"));
    }

    [Fact]
    public void State_before_an_exception_is_kept()
    {
        Assert.Equal("stop", _notebook.Fail("var before = 1; throw new Exception(\"stop\"); var after = 2;").Message);
        Assert.Equal(1, _notebook.Run("before"));
        Assert.Equal(0, _notebook.Run("after"));
    }

    [Fact]
    public void A_cell_that_does_not_compile_changes_nothing()
    {
        _notebook.Run("var x = 1;");
        _notebook.Fail("var x = \"text\"; undeclared");
        Assert.Equal(1, _notebook.Run("x"));
    }

    [Fact]
    public void Names_can_be_declared_again_with_another_type()
    {
        _notebook.Run("var x = 1; class K { }");
        _notebook.Run("var x = \"text\"; class K { public int New = 1; }");
        Assert.Equal("text", _notebook.Run("x"));
        Assert.Equal(1, _notebook.Run("new K().New"));
    }

    [Fact]
    public void Cells_keep_nothing_if_they_are_only_asked()
    {
        object? value = null;
        _notebook.Run("var x = 1;");
        _notebook.Engine.Run("var y = x + 1; y", token => new Kernel.Cells.CellContext(9, _notebook.FrontEnd, token), result => value = result, keep: false);
        Assert.Equal(2, value);
        _notebook.Fail("y");
        Assert.Equal(3, _notebook.Run("var z = 3; z"));
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;) ;")]
    [InlineData("Thread.Sleep(100_000);")]
    [InlineData("await Task.Delay(100_000);")]
    [InlineData("await Task.Delay(100_000, cancellation);")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Sum(n => (long)n);")]
    public async Task An_interrupt_keeps_the_state(string endless)
    {
        var cell = Task.Run(() => _notebook.Try("var kept = 41; Console.Out.Flush(); " + endless));
        // The variable is there as soon as the cell runs.
        while (_notebook.Engine.Variables.Find("kept")?.Value is not 41) await Task.Delay(5);
        _notebook.Engine.Interrupt();
        await cell;
        Assert.Equal(CellEnd.Interrupted, _notebook.Outcome.End);
        Assert.Equal(42, _notebook.Run("kept + 1"));
    }

    [Fact]
    public void A_cancellation_nobody_asked_for_is_an_ordinary_error() =>
        Assert.IsType<OperationCanceledException>(_notebook.Fail("throw new OperationCanceledException();"));

    [Fact]
    public void Code_after_an_await_stays_on_the_cells_thread() =>
        Assert.Equal(true, _notebook.Run("var before = Environment.CurrentManagedThreadId; await Task.Delay(20); before == Environment.CurrentManagedThreadId"));

    [Fact]
    public void Blocking_on_asynchronous_code_works() =>
        Assert.Equal(4, _notebook.Run("async Task<int> F() { await Task.Delay(5); await Task.Yield(); return 4; }\nF().Result"));

    [Fact]
    public void Imports_can_be_namespaces_and_types()
    {
        var notebook = new TestNotebook("System.Globalization", "System.Math");
        Assert.Equal(2.0, notebook.Run("Sqrt(4)"));
        Assert.NotNull(notebook.Run("CultureInfo.InvariantCulture"));
    }

    [Fact]
    public void The_whole_framework_can_be_used() =>
        Assert.Equal("a", _notebook.Run("using System.Xml.Linq; new XElement(\"a\").Name.LocalName"));
}
