using System.Diagnostics;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using static InternVideo2.Bench.BenchConsole;
using static InternVideo2.Bench.Contest;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>
/// Stage 1 with student S14 in this package and in plain PyTorch (sizes: <see cref="Stage1Sizes"/>), round by round in turn, so that whatever else the
/// machine does hits both: a training step of the student alone, a step with live teachers, the same with the teachers' answers from the cache (against
/// PyTorch's live teachers), and the unmasked encoder. Arguments: --rounds N, --threads N, --only student,encoder,stage1,cached.
/// </summary>
internal static class Stage1Bench
{
    public static int Run(string[] args)
    {
        var (rounds, threads) = (Argument(args, "--rounds", 5), Argument(args, "--threads", get_num_threads()));
        set_num_threads(threads);
        random.manual_seed(0);
        var folder = Directory.CreateTempSubdirectory("iv2-bench-");
        try
        {
            Run(rounds, threads, folder.FullName, Argument(args, "--only"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Run(int rounds, int threads, string folder, string? only)
    {
        using var peer = new PyTorchPeer(Path.Combine(Repository(), "bench", "stage1.py"), Stage1Sizes.ToJson(threads), threads);
        var (student, options) = (Stage1Sizes.Student, Stage1Sizes.Stage1);
        using var alone = new TrainingSteps(
            new GivenTargets(student, Stage1Sizes.Batch, Stage1Sizes.Visible), new SameClips(Stage1Sizes.Batch, student.Encoder.Frames, student.Encoder.ImageSize));
        SameClips Clips() => new(Stage1Sizes.Batch, options.ClipFrames, options.Student.ImageSize);
        using var live = new TrainingSteps(options.CreateObjective(), Clips());
        using var cached = new TrainingSteps(options.CreateObjective(cache: new TeacherCacheOptions { Folder = folder }), Clips());
        using var encoder = new VideoEncoder(student.Encoder);
        encoder.eval();
        using var clip = randn([1, 3, student.Encoder.Frames, student.Encoder.ImageSize, student.Encoder.ImageSize]);

        var teachers = (DistillationObjective)live.Objective;
        Introduce(peer, new Dictionary<string, long>
        {
            ["student"] = Count(alone.Objective.Model),
            ["stage1"] = Count(live.Objective.Model),
            ["spatial"] = Count(teachers.Spatial!.Network),
            ["motion"] = Count(teachers.Motion!.Network),
            ["encoder"] = Count(encoder),
        });
        Say($"{Stage1Sizes.Batch} clips a step, {Stage1Sizes.Visible} of {Stage1Sizes.Student.Encoder.Grid.Count} patches visible to student S14");

        Contest[] contests =
        [
            new("student", "student_step_ratio", 2, alone.Run, times => peer.Run("student", times)),
            new("encoder", "encoder_inference_ratio", 2, times => Forward(encoder, clip, times), times => peer.Run("encoder", times)),
            new("stage1", "stage1_step_ratio", 1, live.Run, times => peer.Run("stage1", times)),
            new("cached", "stage1_cached_ratio", 2, cached.Run, null),
        ];
        if (only is not null) contests = [.. contests.Where(contest => only.Split(',').Contains(contest.Name))];
        // Live teachers take seconds on each side: a first time that does not count would only double the wait.
        foreach (var contest in contests.Where(contest => contest.Name != "stage1")) contest.WarmUp();
        var peak = GemmPeak.Measure();
        Rounds(contests, rounds);
        peak = Math.Max(peak, GemmPeak.Measure());
        Say($"cache: {((TeacherCache)((DistillationObjective)cached.Objective).Teachers).Report}");
        Report(contests, peak, threads);
    }

    private static double[] Forward(VideoEncoder encoder, Tensor clip, int times)
    {
        using var frozen = no_grad();
        return [.. Enumerable.Range(0, times).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            encoder.call(clip, new EncoderRequest()).Dispose();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        })];
    }

    private static void Report(IReadOnlyList<Contest> contests, double peak, int threads)
    {
        var live = contests.FirstOrDefault(contest => contest.Name == "stage1");
        var report = new ContestReport("stage1", threads);
        foreach (var contest in contests)
        {
            report.Add(contest, contest.There.Count > 0 ? null : live?.There ?? throw new ArgumentException($"'{contest.Name}' is compared with PyTorch's 'stage1'. Name that too."));
        }

        if (contests.FirstOrDefault(contest => contest.Name == "student") is { } student)
        {
            var work = Stage1Sizes.GigaFlopsPerStep();
            var speed = work / Median(student.Here) * 1000;
            Say($"student: {work:0} GFLOP of matrix products a step, {speed:0} GFLOP/s; one matrix product alone reaches {peak:0} GFLOP/s here");
            report.Add("gflop_per_step", work);
            report.Add("gflops", speed);
        }

        report.Add("gemm_peak_gflops", peak);
        report.Close();
    }
}
