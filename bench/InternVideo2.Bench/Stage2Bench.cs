using System.Text.Json;
using InternVideo2.Stage2;
using static InternVideo2.Bench.BenchConsole;
using static InternVideo2.Bench.Contest;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>
/// A training step of stage 2 (sizes: <see cref="Stage2Sizes"/>) in this package and in plain PyTorch, round by round in turn. Arguments: --rounds N,
/// --threads N.
/// </summary>
internal static class Stage2Bench
{
    public static int Run(string[] args)
    {
        var (rounds, threads) = (Argument(args, "--rounds", 7), Argument(args, "--threads", get_num_threads()));
        set_num_threads(threads);
        random.manual_seed(0);
        using var peer = new PyTorchPeer(Path.Combine(Repository(), "bench", "stage2.py"), Stage2Sizes.ToJson(threads), threads);
        var options = Stage2Sizes.Options.For(SameVideos.Tokenizer);
        var objective = new AlignmentObjective(options.CreateModel(), SameVideos.Tokenizer, options.Losses, options.Phase);
        using var here = new TrainingSteps(objective, new SameVideos(), options.Training);
        Introduce(peer, new Dictionary<string, long> { ["step"] = Count(objective.Model) });
        Say($"{Stage2Sizes.Batch} videos with sound a step; {Stage2Sizes.Visible} of {options.Vision.Grid.Count} patches visible; captions of {string.Join(", ", Stage2Sizes.Words)} words");

        var contest = new Contest("step", "stage2_step_ratio", 3, here.Run, times => peer.Run("step", times));
        contest.WarmUp(2);
        for (var round = 1; round <= rounds; round++)
        {
            contest.Round();
            Say($"round {round} of {rounds}: {contest.Here[^1],6:0} ms here, {contest.There[^1]:0} ms in PyTorch");
        }

        var ratio = Median(contest.There) / Median(contest.Here);
        Say($"{Summary(contest.Here)} here, {Summary(contest.There)} in PyTorch: {ratio:0.00} times as fast");
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["bench"] = "stage2",
            ["threads"] = threads,
            [contest.Ratio] = Math.Round(ratio, 4),
            ["step_ms"] = Math.Round(Median(contest.Here), 1),
            ["step_pytorch_ms"] = Math.Round(Median(contest.There), 1),
        }));
        return 0;
    }
}
