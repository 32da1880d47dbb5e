using InternVideo2.Kernel.Engine;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Errors lead to the line the user wrote.</summary>
public class ErrorTests
{
    private readonly TestNotebook _notebook = new();

    private static string Plain(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[0-9]*m", "");

    [Fact]
    public void A_compile_error_shows_place_line_and_caret()
    {
        var error = Assert.IsType<CompilationException>(_notebook.Fail("var a = 1;\n\tvar b = a + nope;"));
        Assert.Equal("cell 1(2,14): error CS0103: The name 'nope' does not exist in the current context", error.Message);
        Assert.Equal(["    \tvar b = a + nope;", "    \t            ^^^^"], error.Details.Skip(1));
    }

    [Fact]
    public void Columns_are_those_of_the_text_as_written() =>
        Assert.StartsWith("cell 1(1,26)", _notebook.Fail("while (false) { } F(x => nope); int F(Func<int, int> f) => 1;").Message);

    [Fact]
    public void Many_errors_are_cut_and_counted()
    {
        var error = Assert.IsType<CompilationException>(_notebook.Fail(string.Join('\n', Enumerable.Range(0, 15).Select(i => $"nope{i}();"))));
        Assert.Equal("… and 5 more errors.", error.Details[^1]);
    }

    [Fact]
    public void A_trace_names_functions_cells_and_lines_and_ends_at_the_cell()
    {
        _notebook.Run("int Divide(int a, int b)\n{\n    return a / b;\n}");
        var trace = Plain(_notebook.Trace(_notebook.Fail("\nDivide(1, 0)")));
        Assert.Equal(
            "DivideByZeroException: Attempted to divide by zero.\n   at Divide(int a, int b) in cell 1, line 3\n      → return a / b;\n   at cell 2, line 2", trace);
    }

    [Fact]
    public void Lambdas_async_methods_and_types_are_named_as_written()
    {
        var trace = Plain(_notebook.Trace(_notebook.Fail("""
            class Box { public static void Open() => throw new Exception("x"); }
            async Task Later() { await Task.Yield(); Box.Open(); }
            Func<Task> call = async () => await Later();
            await call();
            """)));
        Assert.Contains("at Box.Open() in cell 1, line 1", trace);
        Assert.Contains("at Later(…) in cell 1, line 2", trace);
        Assert.Contains("at lambda(…) in cell 1, line 3", trace);
        Assert.DoesNotContain("Submission", trace);
        Assert.DoesNotContain("MoveNext", trace);
    }

    [Fact]
    public void Causes_are_shown()
    {
        var trace = Plain(_notebook.Trace(_notebook.Fail("throw new Exception(\"outer\", new ArgumentException(\"inner\"));")));
        Assert.Contains("Exception: outer", trace);
        Assert.Contains("Caused by ArgumentException: inner", trace);
    }
}
