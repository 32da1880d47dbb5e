using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using InternVideo2.Data;
using InternVideo2.Stage1;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>
/// K arms of an α ablation with the tiny preset: all together in the lab against as many runs one after the other, round by round in turn, so that
/// whatever else the machine does hits both. Times are medians of whole steps: data, teachers, students, updates.
/// </summary>
internal static class AblationBench
{
    private static readonly (double Alpha1, double Alpha2)[] Weights = [(1, 1), (1, 0), (0, 1), (1, 0.5), (0.5, 1), (1, 0.25), (0.25, 1), (0.5, 0.5)];

    public static int Run(string[] args)
    {
        var (rounds, steps, threads) = (Argument(args, "--rounds", 3), Argument(args, "--steps", 8), Argument(args, "--threads", get_num_threads()));
        set_num_threads(threads);
        var options = Stage1Options.Tiny with
        {
            Training = Stage1Options.Tiny.Training with { Epochs = 1, StepsPerEpoch = steps, WarmupEpochs = 0, Seed = 1 },
        };
        using var loader = new NoiseLoader(options.ClipFrames, options.Student.ImageSize);
        Say($"{Weights.Length} arms of the preset '{options.Name}', {options.Training.BatchSize} clips a step, {steps} steps in each of {rounds} rounds, {threads} threads");
        var times = new Times([], [], []);
        for (var round = 0; round <= rounds; round++)
        {
            var now = Measure(options, loader);
            Say($"{(round == 0 ? "warm-up" : $"round {round}")}: one arm {Median(now.One):0.0} ms, {Weights.Length} one after the other {Median(now.Separate):0.0} ms, together {Median(now.Together):0.0} ms");
            if (round > 0) times.Add(now);
        }
        var (one, separate, together) = (Median(times.One), Median(times.Separate), Median(times.Together));
        Say($"{Weights.Length} arms together take {together / one:0.00} x one arm; one after the other {separate / together:0.00} x as long");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "ablation",
            arms = Weights.Length,
            arms_speedup = Math.Round(separate / together, 4),
            arms_cost = Math.Round(together / one, 4),
            one_arm_ms = Math.Round(one, 2),
            separate_ms = Math.Round(separate, 2),
            together_ms = Math.Round(together, 2),
            threads,
        }));
        return 0;
    }

    private static Times Measure(Stage1Options options, IClipLoader loader)
    {
        var clips = NoiseLoader.Clips(64);
        var arms = Weights.Select(w => StepTimes(options with { Distillation = options.Distillation with { Alpha1 = w.Alpha1, Alpha2 = w.Alpha2 } }, clips, loader)).ToList();
        var watch = new Laps();
        var few = NoiseLoader.Clips(8).Clips;
        Ablation.Over(options, Weights, [1]).Run(clips, loader, new ProbeClips(few, few, loader), progress: watch);
        // A step of all arms one after the other, step by step.
        var separate = Enumerable.Range(0, arms[0].Count).Select(step => arms.Sum(arm => arm[step])).ToList();
        return new Times(arms[0], separate, watch.Milliseconds);
    }

    private static List<double> StepTimes(Stage1Options options, ClipManifest clips, IClipLoader loader)
    {
        using var run = new DistillationRun(options, clips, loader);
        var times = new List<double>();
        run.Trainer.StepDone += step => times.Add(step.Duration.TotalMilliseconds);
        run.Trainer.Run();
        return times[2..];
    }

    private static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static int Argument(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }

    private sealed record Times(List<double> One, List<double> Separate, List<double> Together)
    {
        public void Add(Times other)
        {
            One.AddRange(other.One);
            Separate.AddRange(other.Separate);
            Together.AddRange(other.Together);
        }
    }

    /// <summary>The time between two reports: a step of all arms. The first ones warm up.</summary>
    private sealed class Laps : IProgress<AblationProgress>
    {
        private long _last;

        public List<double> Milliseconds { get; } = [];

        public void Report(AblationProgress value)
        {
            var now = Stopwatch.GetTimestamp();
            if (value.Step > 2) Milliseconds.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
            _last = now;
        }
    }
}
