using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using InternVideo2.Checkpoints;

namespace InternVideo2.Cli;

/// <summary><c>iv2 convert</c>: a checkpoint of any format as one safetensors file.</summary>
internal static class ConvertCommand
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var from = new Argument<string>("FILE") { Description = "a .pth, .pt, .bin, .safetensors or …index.json file, or a folder with one" };
        var to = new Argument<string>("OUT") { Description = "the safetensors file to write" };
        var type = new Option<SafetensorsDtype?>("--type") { Description = "F32, F16 or BF16 for all floating point tensors; default: as they are" };
        type.AcceptOnlyFromAmong(nameof(SafetensorsDtype.F32), nameof(SafetensorsDtype.F16), nameof(SafetensorsDtype.BF16));
        var key = new Option<string?>("--key") { Description = "the key of a .pth file's state dict; default: model, module, or none" };
        var command = new Command("convert", "write a checkpoint of any format as safetensors") { from, to, type, key };
        command.SetAction((call, cancellation) =>
        {
            var output = call.InvocationConfiguration.Output;
            using var checkpoint = Checkpoint.Open(call.GetRequiredValue(from), InspectCommand.Options(call.GetValue(key)));
            output.WriteLine(CheckpointSummary.Of(checkpoint));
            CheckpointConversion.ToSafetensors(checkpoint, call.GetRequiredValue(to), call.GetValue(type), new Lines(output), cancellation);
            output.WriteLine($"written: {call.GetRequiredValue(to)}");
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>A line every other second, with rate and time left.</summary>
    private sealed class Lines(TextWriter output) : IProgress<ConversionProgress>
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private TimeSpan last;

        public void Report(ConversionProgress value)
        {
            var now = watch.Elapsed;
            if (now - last < BetweenLines) return;
            last = now;
            var rate = value.Bytes / now.TotalSeconds;
            var left = TimeSpan.FromSeconds((value.OfBytes - value.Bytes) / rate);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Tensors}/{value.Of} tensors  "
                + $"{value.Bytes / 1e6:N0} of {value.OfBytes / 1e6:N0} MB  {rate / 1e6:N0} MB/s  left {left:h\\:mm\\:ss}"));
        }
    }
}
