using System.Runtime.CompilerServices;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Variables can be listed, forgotten, and do not keep what nobody can reach any more.</summary>
public class VariablesTests
{
    private readonly TestNotebook _notebook = new();

    public VariablesTests() => NotebookHost.UseForget(_notebook.Engine.Variables.Forget);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Track(string variable) => new(_notebook.Engine.Variables.Find(variable)!.Value);

    private static bool IsCollected(WeakReference reference)
    {
        for (var i = 0; i < 10 && reference.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return !reference.IsAlive;
    }

    [Fact]
    public void The_visible_ones_are_the_latest_of_each_name()
    {
        _notebook.Run("var b = 1; var a = 2;");
        _notebook.Run("var b = \"new\";");
        Assert.Equal([("a", (object?)2), ("b", "new")], _notebook.Engine.Variables.Visible().Select(v => (v.Name, v.Value)));
    }

    [Fact]
    public void Forgetting_releases_the_object()
    {
        _notebook.Run("var big = new object();");
        var tracked = Track("big");
        Assert.False(IsCollected(tracked));
        _notebook.Run("forget(\"big\");");
        Assert.True(IsCollected(tracked));
        Assert.Null(_notebook.Run("big"));
    }

    [Fact]
    public void Forgetting_something_unknown_is_an_error() => Assert.Contains("nothing", _notebook.Fail("forget(\"nothing\");").Message);

    [Fact]
    public void Declaring_a_name_again_releases_the_old_object()
    {
        _notebook.Run("var model = new object();");
        var tracked = Track("model");
        _notebook.Run("var model = new object();");
        Assert.True(IsCollected(tracked));
        Assert.NotNull(_notebook.Run("model"));
    }

    [Theory]
    [InlineData("int Old() => model.Length;", "Old()")]
    [InlineData("Func<int> old = () => model.Length;", "old()")]
    [InlineData("class Holder { public static Func<string> Text; } Holder.Text = () => model;", "Holder.Text().Length")]
    [InlineData("var query = from i in new[] { 0 } select i + model.Length;", "query.First()")]
    public void An_old_variable_that_earlier_code_may_use_is_kept(string user, string use)
    {
        _notebook.Run("var model = \"first\";");
        _notebook.Run(user);
        _notebook.Run("var model = 5;");
        Assert.Equal(5, _notebook.Run(use));
    }
}
