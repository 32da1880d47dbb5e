using InternVideo2.Bench;

// Each benchmark prints what it does and closes with one JSON line.
var benchmarks = new Dictionary<string, (string About, Func<string[], int> Run)>(StringComparer.Ordinal)
{
    ["stage1"] = ("training steps of student S14 and its encoder, here and in plain PyTorch", Stage1Bench.Run),
    ["stage2"] = ("a training step of vision, audio and text, here and in plain PyTorch", Stage2Bench.Run),
    ["chat"] = ("a language model that answers token by token, here and in plain PyTorch", ChatBench.Run),
    ["ablation"] = ("eight arms of an ablation together and one after the other", AblationBench.Run),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var chosen))
{
    Console.Error.WriteLine(args.Length == 0 ? "Name a benchmark:" : $"There is no benchmark '{args[0]}'. There are:");
    foreach (var (name, (about, _)) in benchmarks)
    {
        Console.Error.WriteLine($"  {name,-10} {about}");
    }

    return 2;
}

return chosen.Run(args[1..]);
