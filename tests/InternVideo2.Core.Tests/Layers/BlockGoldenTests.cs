using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Layers;

/// <summary>Each building block gives the official outputs and gradients, of weights and of inputs.</summary>
public sealed class BlockGoldenTests
{
    [GoldenTheory("block_rmsnorm")]
    public void Rms_norm(string file) =>
        Check(file, g => new RmsNorm(g.Int("hidden_size"), g.Number("eps"), Initializer.Blank()), BlockGolden.SameKeys);

    [GoldenTheory("block_layerscale")]
    public void Layer_scale(string file) =>
        Check(file, g => new LayerScale(g.Int("dim"), g.Number("init_values"), Initializer.Blank()), BlockGolden.SameKeys);

    [GoldenTheory("block_attention")]
    public void Self_attention(string file) => Check(
        file,
        g => new Attention(
            new AttentionOptions(g.Int("dim"), g.Int("num_heads")) { QkvBias = g.Flag("qkv_bias") ? QkvBias.All : QkvBias.None, QkNorm = g.Flag("qk_normalization") },
            0.02,
            Initializer.Blank()),
        OfficialKeys.Attention);

    [GoldenTheory("block_linear_decoder")]
    public void Linear_decoder(string file) =>
        Check(file, g => new LinearDecoder(g.Int("in_channels"), g.Int("out_channels"), Norm(g), Initializer.Blank()), OfficialKeys.DecoderAlone);

    [GoldenTheory("block_mlp_decoder")]
    public void Mlp_decoder(string file) =>
        Check(file, g => new MlpDecoder(g.Int("in_channels"), g.Int("out_channels"), Norm(g), Initializer.Blank()), OfficialKeys.DecoderAlone);

    [GoldenTheory("block_transformer")]
    public void Transformer_block(string file)
    {
        using var golden = new GoldenFile(file);
        var width = golden.Int("dim");
        var attention = new AttentionOptions(width, golden.Int("num_heads"))
        {
            QkvBias = golden.Flag("qkv_bias") ? QkvBias.All : QkvBias.None,
            QkNorm = golden.Flag("qk_normalization"),
        };
        var options = new TransformerBlockOptions(attention, (int)(width * golden.Number("mlp_ratio")))
        {
            LayerScaleInit = golden.Number("init_values"),
            Gelu = golden.Text("gelu", "erf") == "tanh" ? GeluForm.Tanh : GeluForm.Erf,
        };
        var block = new TransformerBlock(options, 0, 0, Initializer.Blank());
        BlockGolden.Check(golden, block, OfficialKeys.Block, inputs => new() { ["y"] = block.call(inputs["x"], null) });
    }

    [GoldenTheory("block_attention_pooling")]
    public void Attention_pooling(string file)
    {
        using var golden = new GoldenFile(file);
        var pool = new AttentionPool(golden.Int("dim"), golden.Int("num_heads"), golden.Int("out_dim"), Initializer.Blank());
        BlockGolden.Check(golden, pool, OfficialKeys.AttentionPool, inputs =>
        {
            if (!golden.Has("out.attn")) return new() { ["y"] = pool.call(inputs["x"]) };
            var (pooled, attention) = pool.PoolWithAttention(inputs["x"]);
            return new() { ["y"] = pooled, ["attn"] = attention.unsqueeze(1) };
        });
    }

    [GoldenTheory("block_patchembed")]
    public void Patch_embedding(string file)
    {
        using var golden = new GoldenFile(file);
        var (patch, tubelet) = (golden.Int("patch_size"), golden.Int("tubelet_size"));
        var embed = new PatchEmbed(patch, tubelet, golden.Int("embed_dim"), Initializer.Blank());
        // The official output has separate axes for time and place.
        BlockGolden.Check(golden, embed, OfficialKeys.PatchEmbed,
            inputs => new() { ["y"] = embed.call(inputs["video"], null).unflatten(1, inputs["video"].shape[2] / tubelet, -1) });
    }

    private static void Check(string file, Func<GoldenFile, nn.Module<Tensor, Tensor>> create, KeyTable keys)
    {
        using var golden = new GoldenFile(file);
        var module = create(golden);
        BlockGolden.Check(golden, module, keys, inputs => new() { ["y"] = module.call(inputs["x"]) });
    }

    private static FeatureNorm Norm(GoldenFile golden) => golden.Text("norm_type", "l2") == "l2" ? FeatureNorm.L2 : FeatureNorm.None;
}
