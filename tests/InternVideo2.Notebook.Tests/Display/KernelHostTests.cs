using Xunit;

namespace InternVideo2.Notebook.Tests.Display;

/// <summary>The kernel's static class is called through its shape alone; without a kernel, views are text on the console.</summary>
public sealed class KernelHostTests
{
    [Fact]
    public void Calls_reach_the_host_class()
    {
        var host = new KernelHost(typeof(GoodHost));
        var handle = NotebookDisplay.Show("first", host);
        handle.Update("second");
        Assert.Equal(["show first", "update d1 second"], GoodHost.Calls);
        Assert.True(host.CanUpdate);
    }

    [Fact]
    public void A_host_class_of_another_shape_is_named() =>
        Assert.Contains("string Display(object)", Assert.Throws<MissingMethodException>(() => new KernelHost(typeof(BadHost))).Message);

    [Fact]
    public void Without_a_kernel_there_is_no_notebook()
    {
        Assert.Null(KernelHost.Find());
        Assert.False(NotebookDisplay.IsNotebook);
    }

    [Fact]
    public void The_console_shows_the_text_form()
    {
        var output = new StringWriter();
        var handle = NotebookDisplay.Show(new Table(["a"], [[1]]), new ConsoleHost(output));
        handle.Update("again");
        Assert.Equal("a\n─\n1\nagain\n", output.ToString().ReplaceLineEndings("\n"));
    }

    public static class GoodHost
    {
        public static List<string> Calls { get; } = [];

        public static bool IsActive => true;

        public static string Display(object value)
        {
            Calls.Add($"show {value}");
            return "d1";
        }

        public static void Update(string displayId, object value) => Calls.Add($"update {displayId} {value}");
    }

    public static class BadHost
    {
        public static bool IsActive => true;

        public static int Display(string value) => value.Length;
    }
}
