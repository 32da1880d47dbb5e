using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Running;
using Xunit;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Cells build on one another; whatever ends a cell, what it had computed stays.</summary>
[Collection("engine")]
public sealed class CSharpEngineTests
{
    private readonly EngineRun _run = new();

    [Fact]
    public void Later_cells_see_what_earlier_ones_declared()
    {
        _run.Value("var a = 20; int Twice(int n) => 2 * n; record Point(int X, int Y);");

        Assert.Equal(42, _run.Value("Twice(a) + new Point(1, 2).Y"));
    }

    [Fact]
    public void A_name_may_be_declared_again_with_another_type()
    {
        _run.Value("var x = 1;");
        _run.Value("var x = \"now text\";");

        Assert.Equal(8, _run.Value("x.Length"));
    }

    [Fact]
    public void Await_works_at_the_top() => Assert.Equal(3, _run.Value("await Task.Delay(1); await Task.FromResult(3)"));

    [Fact]
    public void Variables_of_a_cell_that_failed_are_kept()
    {
        var outcome = _run.Run("var before = 5; throw new InvalidOperationException(\"on purpose\");");

        Assert.Equal(CellEnd.Failed, outcome.End);
        Assert.Equal("on purpose", Assert.IsType<InvalidOperationException>(outcome.Error).Message);
        Assert.Equal(5, _run.Value("before"));
    }

    [Fact]
    public void The_trace_names_cell_and_line_and_ends_before_the_engine()
    {
        var outcome = _run.Run("int Fail(int n)\n{\n    throw new ArgumentException($\"n is {n}\");\n}\nFail(3);");
        var trace = string.Join('\n', _run.Engine.Trace(outcome.Error!));

        Assert.Contains("n is 3", trace, StringComparison.Ordinal);
        Assert.Contains("line 3", trace, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(CSharpEngine), trace, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_the_compiler_point_at_the_users_own_text()
    {
        var error = Assert.IsType<CompilationException>(_run.Run("var fine = 1;\nwhile (true) { undefined(); }").Error);

        Assert.Contains("(2,16)", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Details, line => line.TrimStart().StartsWith("^^^^", StringComparison.Ordinal));
        Assert.Equal(CellEnd.Failed, _run.Run("fine").End); // nothing of a cell that does not compile is declared
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;) ;")]
    [InlineData("Thread.Sleep(100_000);")]
    [InlineData("await Task.Delay(100_000);")]
    [InlineData("await Task.Delay(100_000, cancellation);")]
    public async Task Interrupting_keeps_the_variables(string endless)
    {
        var cell = Task.Run(() => _run.Run("var kept = 41; " + endless));
        await Task.WhenAny(cell, Task.Delay(1500));
        Assert.False(cell.IsCompleted, "the cell must still run");
        _run.Engine.Interrupt();

        Assert.Equal(CellEnd.Interrupted, (await cell).End);
        Assert.Equal(42, _run.Value("kept + 1"));
    }

    [Fact]
    public void Missing_libraries_are_named() =>
        Assert.Contains("no-such.dll", _run.Run("#r \"no-such.dll\"").Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_referenced_library_can_be_used()
    {
        var library = typeof(Xunit.Assert).Assembly.Location;

        Assert.Equal("True", _run.Value($"#r \"{library}\"\nXunit.Assert.Equal(1, 1); (typeof(Xunit.Assert) != null).ToString()"));
    }
}

/// <summary>The engine catches the process's console, so its tests run one after the other.</summary>
[CollectionDefinition("engine", DisableParallelization = true)]
public sealed class EngineCollection;
