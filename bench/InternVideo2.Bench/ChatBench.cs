using System.Diagnostics;
using InternVideo2.Language;
using static InternVideo2.Bench.BenchConsole;
using static InternVideo2.Bench.Contest;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>
/// A language model (sizes: <see cref="ChatSizes"/>) that answers greedily, in this package and in plain PyTorch, round by round in turn: the time to the
/// first token after a short prompt, the time of each token that follows (with the matrices as they are, and here also rounded to int8), and the reading
/// of a long prompt, which is also compared with what the machine multiplies at best in the same rounds. Arguments: --rounds N, --threads N.
/// </summary>
internal static class ChatBench
{
    public static int Run(string[] args)
    {
        var (rounds, threads) = (Argument(args, "--rounds", 7), Argument(args, "--threads", get_num_threads()));
        set_num_threads(threads);
        random.manual_seed(0);
        using var peer = new PyTorchPeer(Path.Combine(Repository(), "bench", "chat.py"), ChatSizes.ToJson(threads), threads);
        using var model = new LanguageModel(ChatSizes.Options);
        model.eval();
        using var shortPrompt = randint(ChatSizes.Options.VocabularySize, [1, ChatSizes.Short], dtype: ScalarType.Int64);
        using var longPrompt = randint(ChatSizes.Options.VocabularySize, [1, ChatSizes.Long], dtype: ScalarType.Int64);
        Introduce(peer, new Dictionary<string, long> { ["chat"] = Count(model) });
        Say($"prompts of {ChatSizes.Short} and {ChatSizes.Long} tokens, answers of {ChatSizes.Answer} after the first token");

        Contest[] contests =
        [
            new("first", "chat_first_ratio", 3, times => First(model, shortPrompt, times), times => peer.Run("first", times)),
            new("token", "chat_token_ratio", 1, times => Tokens(model, shortPrompt, times, int8: false), times => peer.Run("token", times)),
            new("prompt", "chat_prompt_ratio", 1, times => First(model, longPrompt, times), times => peer.Run("prompt", times)),
            new("gemm", "", 8, GemmPeak.Times, null),
            new("int8", "chat_int8_ratio", 1, times => Tokens(model, shortPrompt, times, int8: true), times => peer.Run("token", times)),
        ];
        foreach (var contest in contests) contest.WarmUp();
        Rounds(contests, rounds);
        var report = new ContestReport("chat", threads);
        foreach (var contest in contests.Where(contest => contest.There.Count > 0)) report.Add(contest);
        report.Add("chat_tokens_per_second", 1000 / Median(contests[1].Here));
        // The best of each: what else the machine does meanwhile only takes away.
        var (peak, reached) = (GemmPeak.Flops / contests[3].Here.Min() / 1e6, ChatSizes.LongPromptFlops / contests[2].Here.Min() / 1e6);
        Say($"long prompt at best {reached:0} GFLOP/s (counted: what its next token needs), the best matrix product {peak:0}: {reached / peak:P0}");
        report.Add("chat_prompt_gemm_share", reached / peak, 4);
        report.Close();
        return 0;
    }

    private static double[] First(LanguageModel model, Tensor ids, int times) => Timed(times, () =>
    {
        var start = Stopwatch.GetTimestamp();
        TextGeneration.RunFromIds(model, ids, null, GenerationOptions.Greedy with { MaxNewTokens = 1 });
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });

    private static double[] Tokens(LanguageModel model, Tensor ids, int times, bool int8) =>
        Timed(times, () => TokenTime(model, ids, int8).GetAwaiter().GetResult());

    /// <summary>Milliseconds from token to token, as a reader of the stream sees them.</summary>
    private static async Task<double> TokenTime(LanguageModel model, Tensor ids, bool int8)
    {
        var options = GenerationOptions.Greedy with { MaxNewTokens = ChatSizes.Answer + 1, Int8 = int8 };
        using var embeddings = model.Embed(ids);
        var (first, count) = (0L, 0);
        await foreach (var _ in TextGeneration.Stream(model, embeddings, options))
        {
            if (count++ == 0) first = Stopwatch.GetTimestamp();
        }
        return Stopwatch.GetElapsedTime(first).TotalMilliseconds / ChatSizes.Answer;
    }

    private static double[] Timed(int times, Func<double> run) => [.. Enumerable.Range(0, times).Select(_ => run())];
}
