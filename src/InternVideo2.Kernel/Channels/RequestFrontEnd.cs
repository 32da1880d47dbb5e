using System.Text.Json.Nodes;
using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Wire;

namespace InternVideo2.Kernel.Channels;

/// <summary>The client of one execute request, as its cell sees it.</summary>
internal sealed class RequestFrontEnd(Message request, IOPubChannel iopub, StdinChannel stdin) : IFrontEnd
{
    private readonly bool _takesInput = request.Flag("allow_stdin", false);

    public void Publish(string type, JsonObject content) => iopub.Publish(type, request.Header, content);

    public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
        _takesInput ? stdin.Ask(request, prompt, password, cancellation)
        : throw new InvalidOperationException("This client takes no input (a headless run, for example). Give the value in the code instead.");
}
