using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Golden;

/// <summary>Runs a module on a golden file: weights in, inputs in, outputs and all gradients compared.</summary>
internal static class BlockGolden
{
    /// <summary>Float32 implementations of one block may differ by this much, relative to the largest value.</summary>
    public const double Tolerance = 5e-6;

    /// <summary>Gradients that are zero in exact arithmetic (softmax does not see a shift), compared absolutely.</summary>
    private static readonly string[] Zero = ["cross_attn.k_bias", "norm1_k.bias"];

    /// <summary>Keys that need no translation.</summary>
    public static KeyTable SameKeys { get; } = new("same", ("*", "*"));

    /// <param name="golden">The file.</param>
    /// <param name="module">Gets the file's weights; disposed here.</param>
    /// <param name="keys">The module's official keys.</param>
    /// <param name="run">From the inputs (names without "in.") to the outputs (without "out.").</param>
    public static void Check(GoldenFile golden, nn.Module module, KeyTable keys, Func<IReadOnlyDictionary<string, Tensor>, Dictionary<string, Tensor>> run)
    {
        using (module)
        {
            using var scope = NewDisposeScope();
            CheckpointLoader.Load(module, keys, golden.ReadAll("w."));
            var inputs = golden.Keys("in.").Where(name => !name.StartsWith("cot.", StringComparison.Ordinal))
                .ToDictionary(name => name, name => golden.Read("in." + name).requires_grad_());
            var outputs = run(inputs);
            foreach (var name in golden.Keys("out.")) golden.Check("out." + name, outputs[name], Tolerance);

            var loss = golden.Keys("in.cot.").Select(name => outputs[name].mul(golden.Read("in.cot." + name)).sum()).Aggregate((a, b) => a.add(b));
            loss.backward();
            foreach (var (name, input) in inputs) CheckGradient(golden, "in." + name, input);
            foreach (var (name, parameter) in keys.Parameters(module)) CheckGradient(golden, name, parameter);
        }
    }

    private static void CheckGradient(GoldenFile golden, string name, Tensor of)
    {
        var absolute = Zero.Any(name.EndsWith);
        golden.Check("grad." + name, of.grad!, absolute ? 0 : Tolerance, absolute ? 1e-5 : 0);
    }
}
