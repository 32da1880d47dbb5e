using System.Globalization;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>What the contests with PyTorch have in common: arguments, and the lines before the first round.</summary>
internal static class BenchConsole
{
    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Says how both sides are set up.</summary>
    /// <param name="peer">The other side.</param>
    /// <param name="parameters">Parameters of each model here.</param>
    /// <exception cref="InvalidOperationException">The two sides have different models.</exception>
    public static void Introduce(PyTorchPeer peer, Dictionary<string, long> parameters)
    {
        var waiting = string.Join(", ", PyTorchPeer.WaitPolicy.Select(p => $"{p.Key}={p.Value}"));
        Say($"threads: {get_num_threads()} here, {peer.Threads} in PyTorch; {waiting} for both; PyTorch {peer.Version}, libtorch {__version__} here");
        if (Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } other)
        {
            Say($"LIBTORCH is {other}: here that one is used, by PyTorch the system's");
        }

        foreach (var (name, count) in parameters)
        {
            Say($"  {name,-8} {count,12:N0} parameters on both sides");
            if (count != peer.Parameters[name])
            {
                throw new InvalidOperationException($"The two sides differ: '{name}' has {count:N0} parameters here and {peer.Parameters[name]:N0} in PyTorch.");
            }
        }
    }

    public static long Count(nn.Module module) => module.parameters().Sum(parameter => parameter.numel());

    public static int Argument(string[] args, string name, int otherwise) =>
        Argument(args, name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    public static string? Argument(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? null : args[at + 1];
    }

    /// <summary>The folder of this clone.</summary>
    public static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "InternVideo2.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Run the benchmark from a clone of the repository.");
        }

        return folder;
    }
}
