using System.CommandLine;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Cli;

/// <summary><c>--device</c>: where a command computes.</summary>
internal sealed class DeviceChoice
{
    private readonly Option<string> _name = new("--device") { Description = "where it is computed: cpu, cuda or cuda:N", DefaultValueFactory = _ => "cpu" };

    public void AddTo(Command command) => command.Add(_name);

    /// <exception cref="ArgumentException">There is no such device.</exception>
    public Device Of(ParseResult call) => Of(call.GetValue(_name)!);

    private static Device Of(string name)
    {
        if (name == "cpu") return CPU;
        if (IndexOf(name) is not { } index) throw new ArgumentException($"--device {name}: there are cpu, cuda and cuda:N.");
        if (index >= cuda.device_count())
        {
            throw new ArgumentException(
                $"--device {name}: libtorch {__version__} sees {cuda.device_count()} GPUs. \"Another libtorch, CUDA\" in environment.md tells how to build with one that sees yours.");
        }

        return new Device(DeviceType.CUDA, index);
    }

    private static int? IndexOf(string name)
    {
        if (name == "cuda") return 0;
        return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
