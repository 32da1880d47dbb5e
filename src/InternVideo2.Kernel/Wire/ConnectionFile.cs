using System.Net;
using System.Text.Json;

namespace InternVideo2.Kernel.Wire;

/// <summary>Where a client expects the kernel: the JSON file whose path is the kernel's first argument.</summary>
/// <param name="Transport">"tcp" or "ipc".</param>
/// <param name="Ip">Loopback address for tcp, path prefix for ipc.</param>
/// <param name="Key">Shared secret that signs messages; empty: no signing.</param>
internal sealed record ConnectionFile(
    string Transport, string Ip, int ShellPort, int IOPubPort, int StdinPort, int ControlPort, int HeartbeatPort, string Key)
{
    /// <summary>Reads and checks a connection file.</summary>
    /// <exception cref="InvalidDataException">Not JSON, a key is missing or wrong, or the address is not a loopback address.</exception>
    public static ConnectionFile Load(string path)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Connection file {path}: not valid JSON ({e.Message}).", e);
        }

        var scheme = Text("signature_scheme", "hmac-sha256");
        if (scheme != "hmac-sha256")
            throw new InvalidDataException($"Connection file {path}: signature_scheme is \"{scheme}\", only \"hmac-sha256\" is supported.");
        var connection = new ConnectionFile(
            Text("transport", "tcp"), Text("ip", "127.0.0.1"),
            Port("shell_port"), Port("iopub_port"), Port("stdin_port"), Port("control_port"), Port("hb_port"), Text("key", ""));
        connection.RequireLocal(path);
        return connection;

        string Text(string name, string fallback) =>
            !root.TryGetProperty(name, out var value) ? fallback
            : value.ValueKind == JsonValueKind.String ? value.GetString()!
            : throw new InvalidDataException($"Connection file {path}: {name} must be a string, is {value}.");

        int Port(string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is > 0 and < 65536 ? port
            : throw new InvalidDataException($"Connection file {path}: {name} must be a port number from 1 to 65535.");
    }

    public string Endpoint(int port) =>
        Transport == "ipc" ? $"ipc://{Ip}-{port}" : $"tcp://{(Ip == "localhost" ? "127.0.0.1" : Ip)}:{port}";

    private void RequireLocal(string path)
    {
        if (Transport == "ipc") return;
        if (Transport != "tcp")
            throw new InvalidDataException($"Connection file {path}: transport is \"{Transport}\", expected \"tcp\" or \"ipc\".");
        if (Ip == "localhost" || (IPAddress.TryParse(Ip, out var address) && IPAddress.IsLoopback(address))) return;
        throw new InvalidDataException(
            $"Connection file {path}: ip is \"{Ip}\". This kernel runs code for whoever reaches it and therefore listens on loopback only " +
            "(127.0.0.1 or localhost). To use it from another machine, forward the ports, e.g. with `ssh -L`.");
    }
}
