namespace InternVideo2.Notebook;

/// <summary>Shows views from library code and from loops: in the notebook's output where one runs, else as text on the console.</summary>
public static class NotebookDisplay
{
    /// <summary>Whether a notebook shows the output, and views can be replaced in place.</summary>
    public static bool IsNotebook => Host.CanUpdate;

    internal static IDisplayHost Host => (IDisplayHost?)KernelHost.Find() ?? new ConsoleHost();

    /// <summary>Shows <paramref name="view"/> below what the cell has shown so far.</summary>
    /// <returns>A handle to replace it.</returns>
    public static DisplayHandle Show(object view) => Show(view, Host);

    internal static DisplayHandle Show(object view, IDisplayHost host) => new(host, host.Show(view));
}

/// <summary>A place in the output. Safe to use from any thread.</summary>
public sealed class DisplayHandle
{
    private readonly IDisplayHost _host;
    private readonly string _id;

    internal DisplayHandle(IDisplayHost host, string id) => (_host, _id) = (host, id);

    /// <summary>Puts <paramref name="view"/> in place of what was shown. On a console it is written below.</summary>
    public void Update(object view) => _host.Update(_id, view);
}
