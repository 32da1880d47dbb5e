using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.References;
using Microsoft.CodeAnalysis.CSharp;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Checks are put where code can run for ever; lines and meaning stay the same.</summary>
public class InterruptChecksTests
{
    private const string Check = "if(global::InternVideo2.Kernel.Cells.InterruptFlag.Raised)global::InternVideo2.Kernel.Cells.InterruptFlag.Throw();";

    private static readonly SubmissionChain _chain = new(new ReferenceSet(new CellLoadContext()), ["System", "System.Linq", "System.Linq.Expressions", "System.Threading.Tasks"]);

    private static string Rewrite(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionChain.ParseOptions);
        return InterruptChecks.InsertInto(tree, () => _chain.Next(tree).GetSemanticModel(tree)).ToString().Replace(Check, "✓");
    }

    [Theory]
    [InlineData("while (a) { b(); }", "while (a) {✓ b(); }")]
    [InlineData("while (a) b();", "while (a) {✓b();}")]
    [InlineData("while (a) while (b) c();", "while (a) {✓while (b) {✓c();}}")]
    [InlineData("for (;;) ; // end", "for (;;) {✓;} // end")]
    [InlineData("do x(); while (y);", "do {✓x();} while (y);")]
    [InlineData("foreach (var i in x) y(i);", "foreach (var i in x) {✓y(i);}")]
    [InlineData("foreach (var (i, j) in x) { }", "foreach (var (i, j) in x) {✓ }")]
    [InlineData("void F() { }", "void F() {✓ }")]
    [InlineData("int F() => 1;", "int F() {✓return  1;}")]
    [InlineData("void F() => G();", "void F() {✓ G();}")]
    [InlineData("async Task F() => await G();", "async Task F() {✓ await G();}")]
    [InlineData("Task F() => G();", "Task F() {✓return  G();}")]
    [InlineData("int F() => throw new Exception();", "int F() {✓ throw new Exception();}")]
    [InlineData("class C { int P => 1; void M() { } }", "class C { int P => 1; void M() {✓ } }")]
    [InlineData("Action a = () => { };", "Action a = () => {✓ };")]
    [InlineData("Func<int, int> f = x => x + 1;", "Func<int, int> f = x => {✓return x + 1;};")]
    [InlineData("Action f = () => Console.WriteLine();", "Action f = () => {✓Console.WriteLine();};")]
    [InlineData("Func<Task> f = async () => await Task.Yield();", "Func<Task> f = async () => {✓await Task.Yield();};")]
    [InlineData("Func<Func<int>> f = () => () => 1;", "Func<Func<int>> f = () => {✓return () => {✓return 1;};};")]
    [InlineData("Expression<Func<int, int>> e = x => x + 1;", "Expression<Func<int, int>> e = x => x + 1;")]
    [InlineData("var a = 1;", "var a = 1;")]
    public void Places(string code, string expected) => Assert.Equal(expected, Rewrite(code));

    [Fact]
    public void Lines_stay_the_same()
    {
        const string Code = "while (a)\n  b(\n  );\nint F()\n  => 1;\nFunc<int> f = ()\n  => 2;";
        Assert.Equal(Code.Count(c => c == '\n'), Rewrite(Code).Count(c => c == '\n'));
    }

    [Fact]
    public void Code_with_errors_is_left_alone_where_it_is_wrong() => Assert.Equal("while (a) int x = 1;", Rewrite("while (a) int x = 1;"));

    [Fact]
    public void Rewritten_cells_mean_the_same()
    {
        var notebook = new TestNotebook();
        Assert.Equal(9, notebook.Run("""
            int Twice(int n) => 2 * n;
            IEnumerable<int> Up() { for (var i = 0; ; i++) yield return i; }
            Func<int, Func<int, int>> add = a => b => a + b;
            var sum = 0;
            foreach (var n in Up().Where(n => n % 2 == 1).Take(2)) sum += add(n)(0);
            for (int i = 0, j = 5; i < j; i++, j--) if (i == 1) continue; else sum += 1;
            Action<int> store = n => sum += n;
            store(1);
            Twice(sum) - sum + Enumerable.Range(0, 3).Aggregate((a, b) => a > b ? a : b)
            """));
    }

    [Fact]
    public void The_check_throws_only_after_an_interrupt()
    {
        Assert.False(InterruptFlag.Raised);
        Assert.Throws<OperationCanceledException>(InterruptFlag.Throw);
    }
}
