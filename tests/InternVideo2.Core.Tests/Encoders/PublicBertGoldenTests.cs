using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.MediaText;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>The text encoder is the public BERT: states of every layer, pooling, guessed words, and as a decoder that attends to other tokens.</summary>
public sealed class PublicBertGoldenTests
{
    private const double Tolerance = 1e-5;

    private const double GradientTolerance = 5e-5;

    [GoldenTheory("stage3_hf/bert_model")]
    public void Encoder_with_pooling(string file)
    {
        using var golden = new GoldenFile(file);
        var options = Options(golden) with { WordHead = false, Pooler = true };
        using var encoder = new TextEncoder(options, Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(encoder, OfficialKeys.TextForRetrieval, golden.ReadAll("w."));
        var main = Input(golden);
        var states = encoder.Text(main);
        golden.Check("out.last_hidden_state", states, Tolerance);
        var pooled = encoder.Pooled(states);
        golden.Check("out.pooler_output", pooled, Tolerance);
        CheckDepths(golden, options with { Pooler = false }, OfficialKeys.TextForRetrieval, shallow => shallow.Text(main));

        var plain = encoder.Text(new TextInput { Ids = main.Ids });
        golden.Check("out.plain.last_hidden_state", plain, Tolerance);
        golden.Check("out.plain.pooler_output", encoder.Pooled(plain), Tolerance);
        var holes = encoder.Text(new TextInput { Ids = main.Ids, Mask = golden.Read("in.attention_mask_with_holes") });
        golden.Check("out.holes.last_hidden_state", holes, Tolerance);
        var placed = encoder.Text(new TextInput { Ids = main.Ids, Mask = main.Mask, Positions = golden.Read("in.position_ids") });
        golden.Check("out.positions.last_hidden_state", placed, Tolerance);
        var embedded = encoder.Text(main with { Ids = null, Embeddings = golden.Read("in.inputs_embeds") });
        golden.Check("out.embeds.last_hidden_state", embedded, Tolerance);

        var loss = states.mul(golden.Read("in.probe")).sum().add(pooled.mul(golden.Read("in.probe_pooler")).sum());
        golden.Check("out.probe_loss", loss, Tolerance);
        CheckGradients(golden, encoder, OfficialKeys.TextForRetrieval, loss);
    }

    [GoldenTheory("stage3_hf/bert_masked_lm")]
    public void Guessed_words(string file)
    {
        using var golden = new GoldenFile(file);
        using var encoder = new TextEncoder(Options(golden), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(encoder, OfficialKeys.Text, golden.ReadAll("w."));
        var main = Input(golden);
        CheckDepths(golden, Options(golden), OfficialKeys.Text, shallow => shallow.Text(main));
        var states = encoder.Text(main);
        golden.Check("out.logits", encoder.Words(states), Tolerance);
        var loss = MaskedWords.Loss(states, golden.Read("in.labels"), encoder.Words);
        golden.Check("out.loss", loss, Tolerance);
        CheckGradients(golden, encoder, OfficialKeys.Text, loss);
    }

    [GoldenTheory("stage3_hf/bert_decoder_cross")]
    public void Decoder_with_attention_to_other_tokens(string file)
    {
        using var golden = new GoldenFile(file);
        using var encoder = new TextEncoder(Options(golden) with { FusionLayer = 0 }, Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(encoder, OfficialKeys.Text, golden.ReadAll("w."));
        var (main, media) = (Input(golden) with { Causal = true }, golden.Read("in.encoder_hidden_states").requires_grad_());
        Tensor Read(TextEncoder some, MediaKeys? keys) => some.Fuse(some.Text(main), main.Mask!, keys, causal: true);
        MediaKeys Masked(TextEncoder some) => some.Media(media, golden.Read("in.encoder_attention_mask"));
        CheckDepths(golden, Options(golden) with { FusionLayer = 0 }, OfficialKeys.Text, shallow => Read(shallow, Masked(shallow)));
        golden.Check("out.no_encoder.logits", encoder.Words(Read(encoder, null)), Tolerance);
        golden.Check("out.no_encoder_mask.logits", encoder.Words(Read(encoder, encoder.Media(media))), Tolerance);

        var states = Read(encoder, Masked(encoder));
        golden.Check("out.logits", encoder.Words(states), Tolerance);
        var labels = golden.Read("in.labels");
        var next = cat([labels.narrow(1, 1, labels.shape[1] - 1), full_like(labels.narrow(1, 0, 1), MaskedWords.NotAsked)], 1);
        var loss = MaskedWords.Loss(states, next, encoder.Words);
        golden.Check("out.loss", loss, Tolerance);
        CheckGradients(golden, encoder, OfficialKeys.Text, loss, ("in.encoder_hidden_states", media));
    }

    private static TextEncoderOptions Options(GoldenFile golden) => new()
    {
        VocabularySize = golden.Int("vocab_size"),
        Width = golden.Int("hidden_size"),
        Depth = golden.Int("num_hidden_layers"),
        FusionLayer = golden.Int("num_hidden_layers"),
        Heads = golden.Int("num_attention_heads"),
        HiddenWidth = golden.Int("intermediate_size"),
        MediaWidth = golden.Int("hidden_size"),
        MaxPositions = golden.Int("max_position_embeddings"),
        NormEpsilon = golden.Number("layer_norm_eps"),
        Dropout = 0,
    };

    private static TextInput Input(GoldenFile golden) => new()
    {
        Ids = golden.Read("in.input_ids"),
        Mask = golden.Read("in.attention_mask"),
        Types = golden.Has("in.token_type_ids") ? golden.Read("in.token_type_ids") : null,
    };

    /// <summary>The output of each layer is that of an encoder which ends with it.</summary>
    private static void CheckDepths(GoldenFile golden, TextEncoderOptions options, KeyTable keys, Func<TextEncoder, Tensor> read)
    {
        for (var depth = 1; depth <= options.Depth; depth++)
        {
            var sizes = options with { Depth = depth, FusionLayer = Math.Min(options.FusionLayer, depth) };
            using var shallow = new TextEncoder(sizes, Initializer.Blank());
            CheckpointLoader.Load(shallow, keys, golden.ReadAll("w."), LoadPolicy.AllowUnexpected);
            golden.Check($"out.hidden.{depth}", read(shallow), Tolerance);
        }
    }

    private static void CheckGradients(GoldenFile golden, TextEncoder encoder, KeyTable keys, Tensor loss, params (string Name, Tensor Value)[] inputs)
    {
        loss.backward();
        var tensors = keys.Parameters(encoder).ToDictionary(p => p.Name, p => (Tensor)p.Parameter);
        foreach (var (name, value) in inputs) tensors[name] = value;
        Assert.All(golden.Keys("grad."), name => golden.Check("grad." + name, tensors[name].grad ?? zeros_like(tensors[name]), GradientTolerance, 1e-6));
    }
}
