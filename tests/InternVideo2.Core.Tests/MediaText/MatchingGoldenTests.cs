using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.MediaText;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.MediaText;

/// <summary>Wrong pairs are weighted as officially, and the matching loss of given ones has the official logits, value and gradients.</summary>
public sealed class MatchingGoldenTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/loss_vtm")]
    public void Matching_loss(string file)
    {
        using var golden = new GoldenFile(file);
        using var text = new TextEncoder(GoldenModels.Text(golden.Config, wordHead: false), Initializer.Blank());
        using var head = Initializer.Blank().PlainLinear(text.Options.Width, 2);
        using var scope = NewDisposeScope();
        var weights = golden.ReadAll("w.");
        Dictionary<string, Tensor> Part(string prefix) => weights.Where(w => w.Key.StartsWith(prefix)).ToDictionary(w => w.Key[prefix.Length..], w => w.Value);
        CheckpointLoader.Load(text, OfficialKeys.TextForRetrieval, Part("encoder."), LoadPolicy.AllowMissing);
        CheckpointLoader.Load(head, BlockGolden.SameKeys, Part("head."));
        var (media, states) = (golden.Read("in.media_embeds").requires_grad_(), golden.Read("in.text_embeds").requires_grad_());
        var groups = Numbers(golden, "in.idx");

        var similarity = Similarity.Of(golden.Read("in.media_proj"), golden.Read("in.text_proj"), golden.Read("in.temp"));
        var (forTexts, forMedia) = HardNegatives.Weights(similarity, groups);
        golden.Check("out.weights_for_media_negatives", forTexts, Tolerance);
        golden.Check("out.weights_for_text_negatives", forMedia, Tolerance);
        Assert.Equal(Numbers(golden, "out.random_negative_indices"), HardNegatives.Largest(golden.Read("in.random_negative_normals"), groups));

        var negatives = new Negatives(Numbers(golden, "in.neg_media_for_text"), Numbers(golden, "in.neg_text_for_media"));
        var logits = Matching.Logits(text, head, text.Media(media), states, golden.Read("in.text_atts"), negatives);
        golden.Check("out.logits", logits, Tolerance);
        var loss = Matching.Loss(logits);
        golden.Check("out.loss", loss, Tolerance);
        loss.backward();
        golden.Check("out.grad_media_embeds", media.grad!, Tolerance);
        golden.Check("out.grad_text_embeds", states.grad!, Tolerance);
        var parameters = OfficialKeys.TextForRetrieval.Parameters(text).Select(p => ("encoder." + p.Name, p.Parameter))
            .Concat(head.named_parameters().Select(p => ("head." + p.Item1, p.Item2))).ToDictionary();
        Assert.NotEmpty(golden.Keys("grad."));
        Assert.All(golden.Keys("grad."), name => golden.Check("grad." + name, parameters[name].grad!, 1e-4));
    }

    private static long[] Numbers(GoldenFile golden, string key)
    {
        using var values = golden.Read(key);
        return values.data<long>().ToArray();
    }
}
