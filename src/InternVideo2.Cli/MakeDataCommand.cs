using System.CommandLine;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Data.MovingStamps;
using InternVideo2.Data.Rendering;

namespace InternVideo2.Cli;

/// <summary><c>iv2 make-data shapes</c> and <c>stamps</c>: make the teaching sets as files, and go on where an interrupted call stopped.</summary>
internal static class MakeDataCommand
{
    public static Command Create() => new("make-data", "make a data set") { CreateShapes(), CreateStamps(), MakeSpeechCommand.Create() };

    private static Command CreateShapes()
    {
        var (folder, preset, size, seed) = Common("small 1650, full 5700");
        var train = new Option<int?>("--train") { Description = "clips in the training part, in place of the preset's" };
        var two = new Option<double?>("--two-motions") { Description = "share of clips with two motions, 0 to 1; default 0.25" };
        var workers = Workers();
        var command = new Command("shapes", "moving shapes with sound and speech: mp4 files, lists with captions, labels and questions")
        {
            folder, preset, size, seed, train, two, workers,
        };
        command.SetAction((call, cancellation) =>
        {
            var chosen = call.GetValue(preset) == "full" ? ShapesFilesOptions.Full : ShapesFilesOptions.Small;
            var options = chosen with
            {
                Train = call.GetValue(train) ?? chosen.Train,
                Size = call.GetValue(size) ?? chosen.Size,
                Seed = call.GetValue(seed) ?? chosen.Seed,
                TwoMotions = call.GetValue(two) ?? chosen.TwoMotions,
            };
            var output = call.GetRequiredValue(folder);
            var result = ShapesFiles.Write(output, options, workers: call.GetValue(workers), progress: new RenderLines(call.InvocationConfiguration.Output), cancellation: cancellation);
            Close(call, output, result);
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command CreateStamps()
    {
        var (folder, preset, size, seed) = Common("small 600, full 2750");
        var train = new Option<int?>("--train") { Description = "clips in the training part, in place of the preset's" };
        var stamps = new Option<string>("--stamps") { Description = "folder of the stamps; ./iv2 fetches them and gives it", Required = true };
        var workers = Workers();
        var command = new Command("stamps", "the same with photographs, sounds and spoken names of animals from a Debian package (GPL-2)")
        {
            folder, preset, size, seed, train, stamps, workers,
        };
        command.SetAction((call, cancellation) =>
        {
            var chosen = call.GetValue(preset) == "full" ? StampFilesOptions.Full : StampFilesOptions.Small;
            var options = chosen with
            {
                Train = call.GetValue(train) ?? chosen.Train,
                Size = call.GetValue(size) ?? chosen.Size,
                Seed = call.GetValue(seed) ?? chosen.Seed,
            };
            var output = call.GetRequiredValue(folder);
            var result = StampFiles.Write(
                call.GetRequiredValue(stamps), output, options, call.GetValue(workers), new RenderLines(call.InvocationConfiguration.Output), cancellation);
            Close(call, output, result);
            return Task.FromResult(0);
        });
        return command;
    }

    private static (Option<string> Folder, Option<string> Preset, Option<int?> Size, Option<ulong?> Seed) Common(string presets)
    {
        var preset = new Option<string>("--preset") { Description = $"how many clips: {presets}", DefaultValueFactory = _ => "small" };
        preset.AcceptOnlyFromAmong("small", "full");
        return (
            new Option<string>("--out") { Description = "folder of the set; one that is there is continued", Required = true },
            preset,
            new Option<int?>("--size") { Description = "side of the picture in pixels, even; default 112" },
            new Option<ulong?>("--seed") { Description = "seed of the set; default 0" });
    }

    private static Option<int> Workers() => new("--workers") { Description = "clips made at the same time; default: one per core", DefaultValueFactory = _ => Environment.ProcessorCount };

    private static void Close(ParseResult call, string folder, RenderProgress result) =>
        call.InvocationConfiguration.Output.WriteLine($"{result.Made} clips made, {result.Kept} kept, in {result.Elapsed.TotalSeconds:0} s; the lists are {Path.Combine(folder, "*.jsonl")}");
}
