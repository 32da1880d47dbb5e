namespace InternVideo2.Notebook;

/// <summary>Where views are shown.</summary>
internal interface IDisplayHost
{
    /// <summary>Whether a view that was shown can be replaced in place (a notebook), or each showing stays (a console).</summary>
    bool CanUpdate { get; }

    /// <summary>Shows the view and returns the id under which it can be replaced.</summary>
    string Show(object view);

    /// <summary>Replaces what <see cref="Show"/> put there.</summary>
    void Update(string id, object view);
}

/// <summary>Plain text, one view after the other.</summary>
internal sealed class ConsoleHost(TextWriter? output = null) : IDisplayHost
{
    public bool CanUpdate => false;

    public string Show(object view)
    {
        // Console.Out is read at each call: a host may have replaced it since.
        (output ?? Console.Out).WriteLine(view);
        return "";
    }

    public void Update(string id, object view) => Show(view);
}
