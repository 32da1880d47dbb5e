using System.Diagnostics;
using System.Text.Json;
using InternVideo2.Data;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Training;
using static InternVideo2.Bench.BenchConsole;
using static InternVideo2.Bench.Contest;
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
        // One draw for each clip, so that the cache can answer.
        var options = Stage1Options.Tiny with
        {
            Draws = 1,
            Training = Stage1Options.Tiny.Training with { Epochs = 1, StepsPerEpoch = steps, WarmupEpochs = 0, Seed = 1 },
        };
        using var loader = new NoiseLoader(options.ClipFrames, options.Student.ImageSize);
        var folder = Directory.CreateTempSubdirectory("iv2-bench-");
        Say($"{Weights.Length} arms of the preset '{options.Name}', {options.Training.BatchSize} clips a step, {steps} steps in each of {rounds} rounds, {threads} threads");
        try
        {
            var (live, cached) = (new Times(), new Times());
            for (var round = 0; round <= rounds; round++)
            {
                // The first round warms up, and fills the cache.
                Measure(options, loader, null, round == 0 ? new Times() : live, $"round {round}, live teachers");
                Measure(options, loader, new TeacherCacheOptions { Folder = folder.FullName }, round == 0 ? new Times() : cached, $"round {round}, with the cache");
            }
            Report(live, cached, threads);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static void Measure(Stage1Options options, IClipLoader loader, TeacherCacheOptions? cache, Times times, string name)
    {
        var clips = NoiseLoader.Clips(64);
        var arms = Weights.Select(w => StepTimes(options with { Distillation = options.Distillation with { Alpha1 = w.Alpha1, Alpha2 = w.Alpha2 } }, clips, loader, cache)).ToList();
        var together = new Laps();
        var few = NoiseLoader.Clips(8).Clips;
        Ablation.Over(options, Weights, [1]).Run(clips, loader, new ProbeClips(few, few, loader), progress: together, cache: cache);
        // A step of all arms one after the other, step by step.
        List<double> separate = [.. Enumerable.Range(0, arms[0].Count).Select(step => arms.Sum(arm => arm[step]))];
        Say($"{name}: one arm {Median(arms[0]):0.0} ms, {Weights.Length} one after the other {Median(separate):0.0} ms, together {Median(together.Milliseconds):0.0} ms");
        times.One.AddRange(arms[0]);
        times.Separate.AddRange(separate);
        times.Together.AddRange(together.Milliseconds);
    }

    private static void Report(Times live, Times cached, int threads)
    {
        var (one, separate, together) = live.Medians;
        var (_, cachedSeparate, cachedTogether) = cached.Medians;
        Say($"{Weights.Length} arms together take {together / one:0.00} x one arm, {cachedTogether / one:0.00} x with the cache; one after the other {separate / together:0.00} x as long");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "ablation",
            arms = Weights.Length,
            arms_speedup = Math.Round(separate / together, 4),
            arms_cost = Math.Round(together / one, 4),
            cached_arms_speedup = Math.Round(cachedSeparate / cachedTogether, 4),
            cached_arms_cost = Math.Round(cachedTogether / one, 4),
            cached_arms_total_speedup = Math.Round(separate / cachedTogether, 4),
            one_arm_ms = Math.Round(one, 2),
            separate_ms = Math.Round(separate, 2),
            together_ms = Math.Round(together, 2),
            cached_separate_ms = Math.Round(cachedSeparate, 2),
            cached_together_ms = Math.Round(cachedTogether, 2),
            threads,
        }));
    }

    private static List<double> StepTimes(Stage1Options options, ClipManifest clips, IClipLoader loader, TeacherCacheOptions? cache)
    {
        using var run = new DistillationRun(options, clips, loader, cache);
        var times = new List<double>();
        run.Trainer.StepDone += step => times.Add(step.Duration.TotalMilliseconds);
        run.Trainer.Run();
        return times[2..];
    }

    private sealed class Times
    {
        public List<double> One { get; } = [];

        public List<double> Separate { get; } = [];

        public List<double> Together { get; } = [];

        public (double One, double Separate, double Together) Medians => (Median(One), Median(Separate), Median(Together));
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
