using System.CommandLine;
using System.Diagnostics;
using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using TorchSharp;

namespace InternVideo2.Cli;

/// <summary><c>iv2 write-random</c>: a checkpoint of the right size for weights that are not at hand, to see what a machine can do.</summary>
internal static class WriteRandomCommand
{
    private const double Gibi = 1 << 30;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "encoder preset", Required = true };
        model.AcceptOnlyFromAmong([.. ModelChoice.Names]);
        var path = new Option<string>("--out") { Description = "the safetensors file to write", Required = true };
        var dtype = new Option<string?>("--dtype") { Description = "element type; default: bf16 for Giant6B, fp32 for the others" };
        dtype.AcceptOnlyFromAmong("fp32", "bf16");
        var seed = new Option<ulong>("--seed") { Description = "of the draws", DefaultValueFactory = _ => 0 };
        var command = new Command("write-random", "write an untrained encoder as a checkpoint") { model, path, dtype, seed };
        command.SetAction((call, cancellation) =>
        {
            var preset = call.GetRequiredValue(model);
            var type = call.GetValue(dtype) ?? (preset.Equals("Giant6B", StringComparison.OrdinalIgnoreCase) ? "bf16" : "fp32");
            Write(preset, call.GetRequiredValue(path), type, call.GetValue(seed), call.InvocationConfiguration.Output, cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Write(string preset, string path, string type, ulong seed, TextWriter output, CancellationToken cancellation)
    {
        var options = ModelChoice.Find(preset)!;
        using var checkpoint = new RandomCheckpoint(
            init => new VideoEncoder(options, init), OfficialKeys.Encoder, type == "bf16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var free = Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : 0;
        output.WriteLine(FormattableString.Invariant(
            $"{preset}: {checkpoint.Count / 1e6:N1} M weights in {type}, {checkpoint.Bytes / Gibi:0.00} GiB; {free / Gibi:0.0} GiB are free"));
        var clock = Stopwatch.StartNew();
        var metadata = new Dictionary<string, string> { [EncoderDescription.Key] = EncoderDescription.Write(options), ["iv2.weights"] = $"untrained, seed {seed}" };
        checkpoint.Write(path, seed, metadata, new ByteProgress(output, checkpoint.Bytes), cancellation);
        output.WriteLine(FormattableString.Invariant($"written to {path} in {clock.Elapsed.TotalSeconds:0.0} s"));
    }
}
