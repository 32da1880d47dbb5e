using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>
/// Language models give the logits, hidden states, losses and gradients of the library that made them: with and without padding, from words and from
/// embeddings, with a sliding window, a tied head, shared key heads. Rows of padding have no meaning and are not compared.
/// </summary>
public sealed class LanguageModelGoldenTests
{
    // What two correct float32 implementations share: below 2e-6 for outputs and gradients.
    private const double Tolerance = 1e-5;
    private const double GradientTolerance = 5e-5;

    [GoldenTheory("stage3_hf/llama", "stage3_hf/mistral")]
    public void Published_library(string file)
    {
        using var golden = new GoldenFile(file);
        var config = LanguageConfig.Parse(golden.Config.GetRawText(), file);
        Assert.Equal(config.Model, LanguageConfig.Parse(golden.Metadata("config_json").GetRawText(), file).Model);
        using var model = new LanguageModel(config.Model, Initializer.Blank());
        CheckpointLoader.Load(model, OfficialKeys.LanguageOf(config.Model), golden.ReadAll("w."));
        using var scope = NewDisposeScope();
        Check(golden, "out.logits_nomask", model.Words(model.States(model.Embed(golden.Read("in.input_ids")))), null);

        var (right, labels) = (golden.Read("in.attention_mask_right"), golden.Read("in.labels_right"));
        var words = golden.Read("in.input_ids_right");
        var all = model.AllStates(model.Embed(words), right);
        for (var layer = 0; layer < all.Count; layer++) Check(golden, $"out.hidden_right.{layer}", all[layer], right);
        CheckLearning(golden, model, model.Embed(words), (right, labels), "right", "grad.");

        var embeddings = golden.Read("in.inputs_embeds").requires_grad_();
        CheckLearning(golden, model, embeddings, (right, labels), "embeds_right", "grad.embeds.");
        golden.Check("grad.in.inputs_embeds", embeddings.grad!, GradientTolerance);

        var (left, leftWords) = (golden.Read("in.attention_mask_left"), model.Embed(golden.Read("in.input_ids_left")));
        Check(golden, "out.logits_left_default_positions", model.Words(model.States(leftWords, left)), left);
        var states = model.States(leftWords, left, golden.Read("in.position_ids_left"));
        Check(golden, "out.logits_left_mask_positions", model.Words(states), left);
        golden.Check("out.loss_left_mask_positions", NextTokenLoss.Of(model, states, golden.Read("in.labels_left")), Tolerance);
    }

    [GoldenTheory("stage3/llama_hf")]
    public void Older_library(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = new LanguageModel(GoldenLanguage.Options(golden), Initializer.Blank());
        CheckpointLoader.Load(model, OfficialKeys.Language, golden.ReadAll("w."));
        using var scope = NewDisposeScope();
        var (ids, mask) = (golden.Read("in.input_ids"), golden.Read("in.attention_mask"));
        var all = model.AllStates(model.Embed(ids), mask);
        for (var layer = 0; layer < all.Count; layer++) Check(golden, $"out.hidden.{layer}", all[layer], mask);
        Check(golden, "out.logits", model.Words(all[^1]), mask);
        var loss = NextTokenLoss.Of(model.Words(all[^1]), golden.Read("in.labels"));
        golden.Check("out.loss", loss, Tolerance);
        loss.backward();
        CheckGradients(golden, model, "grad.");

        var first = model.Embed(ids.narrow(0, 0, 1));
        golden.Check("out.nomask_logits", model.Words(model.States(first)), Tolerance);
        // Its first two tokens are padding.
        var padded = ones_like(ids.narrow(0, 0, 1));
        padded.narrow(1, 0, 2).zero_();
        Check(golden, "out.leftpad_default_positions", model.Words(model.States(first, padded)), padded);
        Check(golden, "out.leftpad_mask_positions", model.Words(model.States(first, padded, padded.cumsum(1).sub(1).clamp(0))), padded);
    }

    [GoldenTheory("stage3/llama_meta")]
    public void Original_files(string file)
    {
        using var golden = new GoldenFile(file);
        var options = GoldenLanguage.Options(golden);
        using var model = new LanguageModel(options, Initializer.Blank());
        using var checkpoint = new OriginalLlama(new TensorCheckpoint(golden.ReadAll("w.")), options.Heads, options.KeyHeadCount);
        CheckpointLoader.Load(model, OfficialKeys.Language, checkpoint);
        using var scope = NewDisposeScope();
        var (ids, targets) = (golden.Read("in.tokens"), golden.Read("in.targets"));
        var logits = model.Words(model.States(model.Embed(ids)));
        golden.Check("out.logits", logits, Tolerance);
        golden.Check("out.last_logits", logits.narrow(1, ids.shape[1] - 1, 1), Tolerance);
        // Already shifted there, with −1 for what is ignored.
        var loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index: -1);
        golden.Check("out.loss", loss, Tolerance);
        loss.backward();
        foreach (var (name, parameter) in OfficialKeys.Language.Parameters(model))
        {
            var original = OfficialKeys.OriginalLanguage.ToOfficial(name);
            if (!golden.Has("grad." + original)) continue;
            var heads = name.Contains(".q_proj.", StringComparison.Ordinal) ? options.Heads : name.Contains(".k_proj.", StringComparison.Ordinal) ? options.KeyHeadCount : 0;
            // There embeddings and head are one tensor, whose gradient is the sum of both.
            var gradient = original == "output.weight" ? parameter.grad!.add(model.get_parameter("words")!.grad!) : parameter.grad!;
            golden.Check("grad." + original, heads == 0 ? gradient : RotaryPairing.ToPairs(gradient, heads), GradientTolerance);
        }
    }

    private static void CheckLearning(GoldenFile golden, LanguageModel model, Tensor embeddings, (Tensor Mask, Tensor Labels) batch, string kind, string gradients)
    {
        model.zero_grad();
        var states = model.States(embeddings, batch.Mask);
        Check(golden, $"out.logits_{kind}", model.Words(states), batch.Mask);
        var loss = NextTokenLoss.Of(model, states, batch.Labels);
        golden.Check($"out.loss_{kind}", loss, Tolerance);
        Close.Check("loss of all logits", NextTokenLoss.Of(model.Words(states), batch.Labels), loss, Tolerance);
        loss.backward();
        CheckGradients(golden, model, gradients);
    }

    private static void CheckGradients(GoldenFile golden, LanguageModel model, string prefix)
    {
        var names = OfficialKeys.Language.Parameters(model).Where(entry => golden.Has(prefix + entry.Name)).ToList();
        Assert.NotEmpty(names);
        foreach (var (name, parameter) in names) golden.Check(prefix + name, parameter.grad!, GradientTolerance);
    }

    private static void Check(GoldenFile golden, string key, Tensor actual, Tensor? mask)
    {
        if (mask is null)
        {
            golden.Check(key, actual, Tolerance);
            return;
        }
        using var expected = golden.Read(key);
        var seen = mask.ne(0).unsqueeze(-1);
        Assert.False(actual.isfinite().logical_not().any().item<bool>(), $"{key}: rows of padding must be finite.");
        Close.Check(key, actual.mul(seen), expected.mul(seen), Tolerance);
    }
}
