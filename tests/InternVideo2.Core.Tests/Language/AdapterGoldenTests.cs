using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Adapted matrices and language models give the adapter library's results and gradients; merged ones the same results, unmerged ones the old weights.</summary>
public sealed class AdapterGoldenTests
{
    private const double Tolerance = 1e-5;
    private const double GradientTolerance = 5e-5;

    private static readonly KeyTable Matrix = new("adapted matrix",
        ("weight", "weight"), ("bias", "bias"), ("adapter.down", "lora_A.default.weight"), ("adapter.up", "lora_B.default.weight"));

    [GoldenTheory("stage3/lora_linear")]
    public void Matrices(string file)
    {
        using var golden = new GoldenFile(file);
        using var linear = new LowRankLinear(golden.Int("in_features"), golden.Int("out_features"), GoldenLanguage.Adapter(golden), Initializer.Blank(), golden.Flag("bias"));
        CheckpointLoader.Load(linear, Matrix, golden.ReadAll("w."));
        using var scope = NewDisposeScope();
        var x = golden.Read("in.x").requires_grad_();
        var y = linear.call(x, null);
        golden.Check("out.y", y, Tolerance);
        var loss = y.mul(golden.Read("in.probe")).sum();
        golden.Check("out.probe_loss", loss, Tolerance);
        loss.backward();
        golden.Check("grad.in.x", x.grad!, GradientTolerance);
        foreach (var (name, parameter) in Matrix.Parameters(linear).Where(entry => golden.Has("grad." + entry.Name)))
            golden.Check("grad." + name, parameter.grad!, GradientTolerance);

        golden.Check("out.delta_weight", linear.Adapter!.Delta(), Tolerance);
        linear.eval();
        linear.Merge();
        golden.Check("out.merged_weight", linear.Weight, Tolerance);
        golden.Check("out.y_merged", linear.call(x, null), Tolerance);
        linear.Unmerge();
        golden.Check("out.unmerged_weight", linear.Weight, Tolerance);
        Close.Check("plain", nn.functional.linear(x, linear.Weight, golden.Has("w.bias") ? golden.Read("w.bias") : null), golden.Read("out.y_base"), Tolerance);
    }

    [GoldenTheory("stage3/lora_llm")]
    public void Language_models(string file)
    {
        using var golden = new GoldenFile(file);
        // These files do not name ε; they were made with 1e-5, as those of the chat models.
        var options = GoldenLanguage.Options(golden) with { NormEpsilon = golden.Number("eps", 1e-5) };
        using var model = new LanguageModel(options with { Adapter = GoldenLanguage.Adapter(golden), AdapterTargets = Targets(golden) }, Initializer.Blank());
        CheckpointLoader.Load(model, OfficialKeys.AdaptedLanguageOf(model.Options), golden.ReadAll("w."));
        using var scope = NewDisposeScope();
        model.TrainAdaptersOnly();
        var trainable = OfficialKeys.AdaptedLanguageOf(model.Options).Parameters(model).Where(entry => entry.Parameter.requires_grad).ToList();
        Assert.Equal(golden.Config.GetProperty("trainable").EnumerateArray().Select(name => name.GetString()).Order(StringComparer.Ordinal),
            trainable.Select(entry => entry.Name).Order(StringComparer.Ordinal));

        var embeddings = model.Embed(golden.Read("in.input_ids"));
        Tensor Logits() => model.Words(model.States(embeddings));
        golden.Check("out.logits", Logits(), Tolerance);
        var loss = NextTokenLoss.Of(model, model.States(embeddings), golden.Read("in.labels"));
        golden.Check("out.loss", loss, Tolerance);
        loss.backward();
        foreach (var (name, parameter) in trainable) golden.Check("grad." + name, parameter.grad!, GradientTolerance);

        model.eval();
        model.Merge();
        golden.Check("out.logits_merged", Logits(), Tolerance);
        model.Unmerge();
        golden.Check("out.logits", Logits(), Tolerance);

        using var plain = new LanguageModel(options, Initializer.Blank());
        using var weights = new TensorCheckpoint(golden.ReadAll("w."));
        CheckpointLoader.Load(plain, OfficialKeys.Language, weights, LoadRecipe.Language([]) with { Policy = LoadPolicy.AllowUnexpected });
        golden.Check("out.logits_base", plain.Words(plain.States(embeddings)), Tolerance);
    }

    private static AdapterTargets Targets(GoldenFile golden)
    {
        var named = golden.Config.GetProperty("target_modules");
        if (named.ValueKind == JsonValueKind.String) return AdapterTargets.QueryAndValue;
        var names = named.EnumerateArray().Select(name => name.GetString()).ToHashSet();
        return OfficialKeys.AdapterTargetNames.Where(pair => names.Contains(pair.Name)).Aggregate(AdapterTargets.None, (all, pair) => all | pair.Target);
    }
}
