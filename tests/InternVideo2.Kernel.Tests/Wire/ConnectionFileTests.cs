using InternVideo2.Kernel.Wire;

namespace InternVideo2.Kernel.Tests.Wire;

/// <summary>Connection files are read; a wrong one is refused with file, key and reason.</summary>
public sealed class ConnectionFileTests : IDisposable
{
    private const string Ports = "\"shell_port\":1001,\"iopub_port\":1002,\"stdin_port\":1003,\"control_port\":1004,\"hb_port\":1005";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ConnectionFile Load(string json) => ConnectionFile.Load(_folder.File("connection.json", json));

    [Fact]
    public void All_fields_are_read()
    {
        var connection = Load($$"""{"transport":"tcp","ip":"127.0.0.1","key":"k","signature_scheme":"hmac-sha256",{{Ports}}}""");
        Assert.Equal(new ConnectionFile("tcp", "127.0.0.1", 1001, 1002, 1003, 1004, 1005, "k"), connection);
    }

    [Theory]
    [InlineData("tcp", "127.0.0.1", "tcp://127.0.0.1:5")]
    [InlineData("tcp", "localhost", "tcp://127.0.0.1:5")]
    [InlineData("ipc", "/tmp/kernel", "ipc:///tmp/kernel-5")]
    public void Endpoints_follow_the_transport(string transport, string ip, string endpoint) =>
        Assert.Equal(endpoint, Load($$"""{"transport":"{{transport}}","ip":"{{ip}}",{{Ports}}}""").Endpoint(5));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.5")]
    [InlineData("*")]
    [InlineData("example.org")]
    public void Addresses_others_can_reach_are_refused(string ip)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load($$"""{"ip":"{{ip}}",{{Ports}}}"""));
        Assert.Contains("loopback", error.Message);
        Assert.Contains(ip, error.Message);
        Assert.Contains("connection.json", error.Message);
    }

    [Theory]
    [InlineData("""{"ip":"127.0.0.1"}""", "shell_port")]
    [InlineData("""{"shell_port":70000}""", "shell_port")]
    [InlineData("""{"shell_port":"12"}""", "shell_port")]
    [InlineData("""{"signature_scheme":"md5"}""", "signature_scheme")]
    [InlineData($$"""{"key":5,{{Ports}}}""", "key must be a string")]
    [InlineData("{", "JSON")]
    public void A_wrong_file_is_refused_with_the_key(string json, string key) =>
        Assert.Contains(key, Assert.Throws<InvalidDataException>(() => Load(json)).Message);
}
