using System.Globalization;
using System.Text.Json;
using InternVideo2.Stage1;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>
/// One training step of student S14 with the decoders of both teachers (224 pixels, 8 frames, 80 % masked, 2 clips; forward, backward,
/// clipping, AdamW) in this package and in plain PyTorch, round by round in turn, so that whatever else the machine does hits both.
/// </summary>
internal static class Stage1Bench
{
    private const int Batch = 2;
    private const int WarmUpSteps = 2;

    public static int Run(string[] args)
    {
        var (rounds, steps, threads) = (Argument(args, "--rounds", 5), Argument(args, "--steps", 4), Argument(args, "--threads", 2));
        set_num_threads(threads);
        random.manual_seed(0);
        var encoder = Stage1Options.S14.Student with { DropPath = 0 };
        var visible = encoder.Grid.Times * (encoder.Grid.PerTime - (int)(0.8 * encoder.Grid.PerTime));
        var sizes = new StudentSizes(new DistillationStudentOptions { Encoder = encoder }, Batch, visible);

        using var peer = new PyTorchPeer(Path.Combine(Repository(), "bench", "stage1.py"), sizes.ToJson(threads), threads);
        using var objective = new GivenTargets(sizes);
        using var data = new SameClips(sizes);
        using var streams = new RandomStreams(0);
        using var trainer = new Trainer(objective, data, Options, streams);
        var parameters = objective.NamedParameters().Sum(p => p.Parameter.numel());
        Say($"student S14: {parameters:N0} parameters here, {peer.Parameters:N0} in PyTorch; {visible} of {encoder.Grid.Count} patches visible, {Batch} clips");
        var waiting = string.Join(", ", PyTorchPeer.WaitPolicy.Select(p => $"{p.Key}={p.Value}"));
        Say($"threads: {get_num_threads()} here, {peer.Threads} in PyTorch; {waiting} for both; PyTorch {peer.Version}");
        if (Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } other)
        {
            Say($"LIBTORCH is {other}: here that one is used, by PyTorch the system's");
        }

        if (parameters != peer.Parameters)
        {
            throw new InvalidOperationException("The two students are not the same.");
        }

        var peak = GemmPeak.Measure();
        Step(trainer, WarmUpSteps);
        peer.Run(WarmUpSteps);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var (here, there) = (Step(trainer, steps), peer.Run(steps));
            Say($"round {round}: {Median(here):0} ms here, {Median(there):0} ms in PyTorch");
            ours.AddRange(here);
            theirs.AddRange(there);
        }

        peak = Math.Max(peak, GemmPeak.Measure());
        Report(sizes, Median(ours), Median(theirs), peak, threads, ours.Count);
        return 0;
    }

    private static TrainerOptions Options => new() { Epochs = 1, BatchSize = Batch, WarmupEpochs = 0, Scaling = LearningRateScaling.None, BaseLearningRate = 1e-5, MinLearningRate = 1e-5 };

    private static double[] Step(Trainer trainer, int steps)
    {
        var times = new List<double>();
        void Note(TrainingProgress progress) => times.Add(progress.Duration.TotalMilliseconds);
        trainer.StepDone += Note;
        trainer.Run(steps);
        trainer.StepDone -= Note;
        return [.. times];
    }

    private static void Report(StudentSizes sizes, double ours, double theirs, double peak, int threads, int steps)
    {
        var work = sizes.GigaFlopsPerStep();
        var (speed, ratio) = (work / ours * 1000, theirs / ours);
        Say($"median of {steps} steps: {ours:0} ms here, {theirs:0} ms in PyTorch: ratio {ratio:0.000}");
        Say($"{work:0} GFLOP per step: {speed:0} GFLOP/s of the {peak:0} GFLOP/s a single matrix product reaches here");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "stage1",
            student_step_ratio = Math.Round(ratio, 4),
            ours_ms = Math.Round(ours, 1),
            pytorch_ms = Math.Round(theirs, 1),
            gflops = Math.Round(speed, 1),
            pytorch_gflops = Math.Round(work / theirs * 1000, 1),
            gemm_peak_gflops = Math.Round(peak, 1),
            gflop_per_step = Math.Round(work, 1),
            threads,
            steps,
        }));
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

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "InternVideo2.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Run the benchmark from a clone of the repository.");
        }

        return folder;
    }
}
