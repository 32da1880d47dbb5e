using System.Text.Json.Nodes;

namespace InternVideo2.Kernel.Cells;

/// <summary>What a cell can say to, and ask from, the client that sent it. Thread safe.</summary>
internal interface IFrontEnd
{
    /// <summary>Publishes a message that belongs to the cell.</summary>
    void Publish(string type, JsonObject content);

    /// <summary>Asks the person at the client for a line of text and waits for it.</summary>
    /// <exception cref="InvalidOperationException">The client takes no input (e.g. a headless run).</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while waiting.</exception>
    string ReadLine(string prompt, bool password, CancellationToken cancellation);
}
