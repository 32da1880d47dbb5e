using InternVideo2.Stage2;
using static InternVideo2.Bench.BenchConsole;
using static InternVideo2.Bench.Contest;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>
/// A training step of stage 2 (sizes: <see cref="Stage2Sizes"/>) in this package and in plain PyTorch, round by round in turn: the whole step, and the
/// same with what the frozen audio encoder says of the sounds kept in memory (against PyTorch's whole step). Arguments: --rounds N, --threads N.
/// </summary>
internal static class Stage2Bench
{
    public static int Run(string[] args)
    {
        var (rounds, threads) = (Argument(args, "--rounds", 7), Argument(args, "--threads", get_num_threads()));
        set_num_threads(threads);
        random.manual_seed(0);
        using var peer = new PyTorchPeer(Path.Combine(Repository(), "bench", "stage2.py"), Stage2Sizes.ToJson(threads), threads);
        using var memory = new FrozenOutputCache();
        using var whole = Steps(NoFrozenMemory.Instance);
        using var remembering = Steps(memory);
        Introduce(peer, new Dictionary<string, long> { ["step"] = Count(whole.Objective.Model) });
        Say($"{Stage2Sizes.Batch} videos with sound a step; {Stage2Sizes.Visible} of {Stage2Sizes.Options.Vision.Grid.Count} patches visible; captions of {string.Join(", ", Stage2Sizes.Words)} words");

        Contest[] contests =
        [
            new("step", "stage2_step_ratio", 3, whole.Run, times => peer.Run("step", times)),
            new("cached", "stage2_cached_ratio", 3, remembering.Run, null),
        ];
        foreach (var contest in contests) contest.WarmUp(2);
        Rounds(contests, rounds);
        var report = new ContestReport("stage2", threads);
        foreach (var contest in contests) report.Add(contest, contests[0].There);
        report.Close();
        return 0;
    }

    private static TrainingSteps Steps(IFrozenMemory memory)
    {
        var options = Stage2Sizes.Options.For(SameVideos.Tokenizer);
        var extras = new AlignmentExtras { Memory = memory };
        return new TrainingSteps(new AlignmentObjective(options.CreateModel(), SameVideos.Tokenizer, options.Losses, options.Phase, extras), new SameVideos(), options.Training);
    }
}
