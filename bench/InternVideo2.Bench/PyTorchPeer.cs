using System.Diagnostics;
using System.Text.Json;

namespace InternVideo2.Bench;

/// <summary>The other side: a script of this folder in a process of its own. It waits, without using a core, until it is asked for work.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    // Debian's python3-torch belongs to the system's interpreter, whatever else is first in PATH.
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    /// <summary>How threads wait on both sides: as the environment says, else as this package decides for itself when it loads libtorch.</summary>
    public static IReadOnlyDictionary<string, string> WaitPolicy { get; } = new SortedDictionary<string, string>
    {
        ["OMP_WAIT_POLICY"] = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "PASSIVE",
        ["OPENBLAS_THREAD_TIMEOUT"] = Environment.GetEnvironmentVariable("OPENBLAS_THREAD_TIMEOUT") ?? "14",
    };

    public PyTorchPeer(string script, string sizes, int threads)
    {
        var start = new ProcessStartInfo(Python, ["-u", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        foreach (var (variable, value) in WaitPolicy)
        {
            start.Environment[variable] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.WriteLine(sizes);
        using var hello = JsonDocument.Parse(Line());
        Version = hello.RootElement.GetProperty("torch").GetString()!;
        Threads = hello.RootElement.GetProperty("threads").GetInt32();
        Parameters = hello.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64());
    }

    public string Version { get; }

    public int Threads { get; }

    /// <summary>Parameters of each of its models.</summary>
    public IReadOnlyDictionary<string, long> Parameters { get; }

    /// <summary>Runs a piece of work so many times.</summary>
    /// <returns>Milliseconds of each.</returns>
    public double[] Run(string name, int times)
    {
        _process.StandardInput.WriteLine($"{name} {times}");
        return JsonSerializer.Deserialize<double[]>(Line())!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string Line() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"The PyTorch side ended; its message is above. It needs {Python} with torch (Debian: python3-torch).");
}
