using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>The text encoder gives the official states, logits, loss and gradients, in all its modes.</summary>
public sealed class TextEncoderGoldenTests
{
    // Two correct float32 implementations share 4e-7 here.
    private const double Tolerance = 5e-6;

    [GoldenTheory("stage2/bert_ret_mode")]
    public void Retrieval_mode(string file)
    {
        using var golden = new GoldenFile(file);
        using var encoder = new TextEncoder(GoldenModels.Text(golden.Config, wordHead: false), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(encoder, OfficialKeys.TextForRetrieval, golden.ReadAll("w."));
        golden.Check("out.text.last_hidden", encoder.Text(golden.Read("in.input_ids"), golden.Read("in.attention_mask")), Tolerance);
    }

    [GoldenTheory("stage2/bert_mlm")]
    public void Text_and_fusion(string file)
    {
        using var golden = new GoldenFile(file);
        using var encoder = new TextEncoder(GoldenModels.Text(golden.Config, wordHead: true), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(encoder, OfficialKeys.Text, golden.ReadAll("w."));
        var (mask, media) = (golden.Read("in.attention_mask"), golden.Read("in.encoder_hidden_states"));

        var states = encoder.Text(golden.Read("in.input_ids"), mask);
        golden.Check("out.text.last_hidden", states, Tolerance);
        var fused = encoder.Fuse(states, mask, encoder.Media(media));
        golden.Check("out.fusion.last_hidden", fused, Tolerance);
        golden.Check("out.multi_modal.last_hidden", fused, Tolerance);
        var hidden = encoder.Media(media, golden.Read("in.encoder_attention_mask"));
        golden.Check("out.fusion_encmask.last_hidden", encoder.Fuse(states, mask, hidden), Tolerance);

        var masked = encoder.Text(golden.Read("in.masked_input_ids"), mask);
        golden.Check("out.mlm.text_hidden", masked, Tolerance);
        var logits = encoder.Words(encoder.Fuse(masked, mask, encoder.Media(media)));
        golden.Check("out.mlm.logits", logits, Tolerance);
        var loss = nn.functional.cross_entropy(logits.flatten(0, 1), golden.Read("in.labels").flatten(), ignore_index: -100);
        golden.Check("out.mlm.loss", loss, Tolerance);
        loss.backward();
        var parameters = OfficialKeys.Text.Parameters(encoder).ToDictionary();
        Assert.All(golden.Keys("grad."), name => golden.Check("grad." + name, parameters[name].grad!, Tolerance));
    }
}
