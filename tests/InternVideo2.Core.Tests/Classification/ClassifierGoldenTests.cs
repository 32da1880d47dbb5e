using InternVideo2.Checkpoints;
using InternVideo2.Classification;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Classification;

/// <summary>Classifiers of every variant: logits, cross-entropy and gradients as in the official code, in evaluation mode.</summary>
public sealed class ClassifierGoldenTests
{
    private const double Tolerance = 1e-5;

    // Gradients that are zero in exact arithmetic (softmax does not see a shift), compared absolutely.
    private static readonly string[] Zero = ["cross_attn.k_bias", "norm1_k.bias"];

    [GoldenTheory("classifier")]
    public void Logits_and_gradients(string file)
    {
        using var golden = new GoldenFile(file);
        var options = GoldenModels.Classifier(golden.Config, extraMlp: golden.Has("w.extra_mlp.0.weight"));
        using var model = new VideoClassifier(options);
        model.eval();
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(model, OfficialKeys.Classifier, golden.ReadAll("w."));

        var logits = model.call(golden.Read("in.video"), null);
        var loss = nn.functional.cross_entropy(logits, golden.Read("in.label"));
        golden.Check("out.logits", logits, Tolerance);
        golden.Check("out.loss", loss, Tolerance);

        loss.backward();
        var parameters = OfficialKeys.Classifier.Parameters(model).ToDictionary(p => p.Name, p => p.Parameter);
        Assert.NotEmpty(golden.Keys("grad."));
        Assert.All(golden.Keys("grad."), name =>
        {
            var absolute = Zero.Any(name.EndsWith);
            golden.Check("grad." + name, parameters[name].grad!, absolute ? 0 : Tolerance, absolute ? 1e-5 : 0);
        });
    }
}
