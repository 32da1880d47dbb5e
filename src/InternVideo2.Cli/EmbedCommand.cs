using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Features;
using InternVideo2.Layers;
using InternVideo2.Video;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Cli;

/// <summary><c>iv2 embed</c>: the features of many clips in one file; goes on where it stopped when called again.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("videos") { Description = "video files, or folders of pictures", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<string?>("--clips") { Description = "a clip list (JSON or JSONL) in place of files" };
        var media = new Option<string?>("--media") { Description = "the list's media folder; default: its own" };
        var model = new Option<string>("--model") { Description = $"a safetensors file, or an untrained preset: {string.Join(", ", ModelChoice.Names)}", Required = true };
        var preset = new Option<string?>("--preset") { Description = "how the file's encoder is built, when the file does not say" };
        preset.AcceptOnlyFromAmong([.. ModelChoice.Names]);
        var gelu = ModelChoice.Gelu();
        var placement = new Option<WeightPlacement?>("--weights") { Description = "Mapped, Streamed or Copied; default: mapped, or streamed when they are large for this machine" };
        var path = new Option<string>("--out") { Description = "the safetensors file to write; the manifest goes beside it as .json", Required = true };
        var layer = new Option<int?>("--layer") { Description = "block whose output is used, from 0; default: the last" };
        var pooling = new Option<FeaturePooling>("--pooling") { Description = "Attention, ClassToken, TokenMean or Tokens", DefaultValueFactory = _ => FeaturePooling.Attention };
        var sampling = new Option<FrameSampling>("--sampling") { Description = "Segments or Ticks: frames from all over the clip; Dense: neighbouring ones", DefaultValueFactory = _ => FrameSampling.Segments };
        var segments = new Option<int>("--segments") { Description = "choices of frames in a clip, averaged", DefaultValueFactory = _ => 1 };
        var crops = new Option<int>("--crops") { Description = "parts of the picture, averaged", DefaultValueFactory = _ => 1 };
        var unit = new Option<bool>("--unit") { Description = "bring the features to unit length" };
        var batch = new Option<int>("--batch") { Description = "clips computed at a time", DefaultValueFactory = _ => new FeatureRunOptions().BatchSize };
        var broken = new Option<int>("--max-broken") { Description = "clips that may be unreadable; they are listed", DefaultValueFactory = _ => 0 };
        var device = new DeviceChoice();
        var command = new Command("embed", "compute features of clips")
        {
            files, list, media, model, preset, gelu, placement, path, layer, pooling, sampling, segments, crops, unit, batch, broken,
        };
        device.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var where = device.Of(call);
            var output = call.InvocationConfiguration.Output;
            var clips = Clips(call.GetValue(files) ?? [], call.GetValue(list), call.GetValue(media));
            var options = new EmbedOptions
            {
                Layer = call.GetValue(layer),
                Pooling = call.GetValue(pooling),
                Sampling = call.GetValue(sampling),
                Segments = call.GetValue(segments),
                Crops = call.GetValue(crops),
                Norm = call.GetValue(unit) ? FeatureNorm.L2 : FeatureNorm.None,
            };
            var run = new FeatureRunOptions { BatchSize = call.GetValue(batch), MaxBrokenClips = call.GetValue(broken), Workers = Environment.ProcessorCount };
            var named = call.GetRequiredValue(model);
            if (ModelChoice.Find(named) is { } untrained)
            {
                output.WriteLine($"note: {named} is untrained; --model takes a file of weights, too");
                using var encoder = new VideoEncoder(untrained with { Gelu = call.GetValue(gelu) }, Initializer.Seeded(0, where));
                Embed(encoder, clips, named, "untrained, seed 0", options, run, call.GetRequiredValue(path), output, cancellation);
                return Task.FromResult(0);
            }
            var sizes = ModelChoice.Find(call.GetValue(preset)) is { } built ? built with { Gelu = call.GetValue(gelu) } : null;
            using var pretrained = PretrainedEncoder.Open(named, sizes, Placement(call.GetValue(placement), named, where));
            pretrained.Encoder.to(where);
            output.WriteLine(pretrained.Report);
            Embed(pretrained.Encoder, clips, Path.GetFileName(named), Hash(named), options, run, call.GetRequiredValue(path), output, cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Embed(VideoEncoder encoder, IReadOnlyList<ClipEntry> clips, string model, string weights, EmbedOptions options, FeatureRunOptions run,
        string path, TextWriter output, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var made = new FeatureRun(new Embedder(encoder, options), clips, model, weights, run).Run(path, new FeatureLines(output), cancellation);
        foreach (var failed in made.Failed) output.WriteLine($"not read: {failed.Id}: {failed.Reason}");
        using var process = Process.GetCurrentProcess();
        output.WriteLine(FormattableString.Invariant(
            $"{made.Clips.Count} clips, {made.Failed.Count} not read; features [{string.Join(", ", [made.Clips.Count, .. made.Shape])}] are in {path} ({clock.Elapsed.TotalSeconds:0.0} s, peak memory {process.PeakWorkingSet64 / 1e9:0.00} GB)"));
    }

    private static IReadOnlyList<ClipEntry> Clips(string[] files, string? list, string? media)
    {
        if (list is not null) return files.Length == 0 ? ClipManifest.Read(list, media).Clips : throw new ArgumentException("Name video files or a clip list (--clips), not both.");
        if (files.Length == 0) throw new ArgumentException("Nothing to embed: name video files, or a clip list with --clips.");
        return files.FirstOrDefault(file => !Path.Exists(file)) is { } missing
            ? throw new FileNotFoundException($"There is no file or folder '{missing}'.")
            : [.. files.Select(ClipEntry.OfFile)];
    }

    private static WeightPlacement Placement(WeightPlacement? asked, string path, Device device)
    {
        if (device.type == DeviceType.CPU) return asked ?? Fitting(path);
        return asked is null or WeightPlacement.Copied
            ? WeightPlacement.Copied
            : throw new ArgumentException($"--weights {asked} is for the memory of the CPU; a GPU gets a copy. Leave it out with --device {device}.");
    }

    // Widened to float32, and with room for everything else.
    private static WeightPlacement Fitting(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var bytes = file.Entries.Values.Sum(entry => entry.Length / entry.Dtype.ByteSize() * sizeof(float));
        return bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 ? WeightPlacement.Streamed : WeightPlacement.Mapped;
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(stream))}";
    }
}
