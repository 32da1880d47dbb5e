using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.MediaText;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>The Q-Former gives the official states, memory, logits, losses and gradients, in all its modes.</summary>
public sealed class QFormerGoldenTests
{
    // Two correct float32 implementations share 1.3e-6 here.
    private const double Tolerance = 1e-5;

    private const double GradientTolerance = 5e-5;

    [GoldenTheory("stage3/qformer_query_only")]
    public void Queries_alone(string file) => Check(file, (golden, model) =>
    {
        var media = golden.Read("in.encoder_hidden_states").requires_grad_();
        var keys = model.Media(media, golden.Has("in.encoder_attention_mask") ? golden.Read("in.encoder_attention_mask") : null);
        var found = model.Remember(keys);
        golden.Check("out.last_hidden_state", found.States, Tolerance);
        golden.Check("out.past.0.key", found.Of(0).Keys, Tolerance);
        golden.Check("out.past.0.value", found.Of(0).Values, Tolerance);
        if (!golden.Has("in.encoder_attention_mask")) CheckTrace(golden, model.Trace(media), media.shape[1]);
        Backward(golden, model, found.States, media);
    });

    [GoldenTheory("stage3/qformer_query_text")]
    public void Queries_beside_a_text(string file) => Check(file, (golden, model) =>
    {
        var media = golden.Read("in.encoder_hidden_states").requires_grad_();
        var text = Text(golden);
        var (queries, words) = model.Read(model.Media(media), text);
        golden.Check("out.last_hidden_state", cat([queries, words], 1), Tolerance);
        golden.Check("out.query_part", model.Queries(media, text), Tolerance);
        CheckTrace(golden, model.Trace(media, text), media.shape[1]);
        Backward(golden, model, queries, media);
    });

    [GoldenTheory("stage3/qformer_text_only")]
    public void A_text_alone(string file) => Check(file, (golden, model) =>
    {
        var states = model.Text(Text(golden));
        golden.Check("out.last_hidden_state", states, Tolerance);
        var first = states.select(1, 0);
        golden.Check("out.cls", first, Tolerance);
        var loss = first.mul(golden.Read("in.probe").select(1, 0)).sum();
        golden.Check("out.probe_loss", loss, Tolerance);
        loss.backward();
        CheckGradients(golden, model);
    });

    [GoldenTheory("stage3/qformer_causal_lm")]
    public void A_text_written_after_the_queries(string file) => Check(file, (golden, model) =>
    {
        var media = golden.Read("in.encoder_hidden_states").requires_grad_();
        var text = Text(golden);
        var keys = model.Media(media);
        var (_, joint) = model.Read(keys, text, causal: true);
        golden.Check("out.joint.logits", model.Words(joint), Tolerance);
        var labels = MaskedWords.NextWords(text.Ids, text.Mask);
        golden.Check("out.joint.loss", MaskedWords.Loss(joint, labels, model.Words, 0.1), Tolerance);

        var states = model.Next(text, model.Remember(keys));
        golden.Check("out.logits", model.Words(states), Tolerance);
        var loss = MaskedWords.Loss(states, labels, model.Words, 0.1);
        golden.Check("out.loss", loss, Tolerance);
        loss.backward();
        golden.Check("grad.in.encoder_hidden_states", media.grad!, GradientTolerance);
        CheckGradients(golden, model);
    });

    private static void Check(string file, Action<GoldenFile, QFormer> compare)
    {
        using var golden = new GoldenFile(file);
        using var model = new QFormer(Options(golden), Initializer.Blank());
        model.eval();
        using var scope = NewDisposeScope();
        var weights = golden.ReadAll("w.");
        weights["query_tokens"] = golden.Has("in.query_tokens") ? golden.Read("in.query_tokens") : zeros(1, model.Options.Queries, model.Options.Width);
        CheckpointLoader.Load(model, OfficialKeys.QFormerOf(model), weights);
        compare(golden, model);
    }

    private static QFormerOptions Options(GoldenFile golden) => new()
    {
        Queries = golden.Int("nq"),
        Width = golden.Int("hidden"),
        Depth = golden.Int("layers"),
        Heads = golden.Int("heads"),
        HiddenWidth = golden.Int("inter"),
        MediaWidth = golden.Int("enc_width"),
        VocabularySize = golden.Int("vocab"),
        MaxPositions = golden.Int("max_pos"),
        CrossEvery = golden.Int("cross_freq"),
        NormEpsilon = golden.Number("eps"),
        WordHead = true,
        Dropout = 0,
        DropPath = 0,
    };

    private static TokenBatch Text(GoldenFile golden) => new(golden.Read("in.input_ids"), golden.Read("in.text_mask"));

    private static void CheckTrace(GoldenFile golden, QFormerTrace trace, long tokens)
    {
        Assert.All(trace.States.Index(), state => golden.Check($"out.hidden.{state.Index}", state.Item, Tolerance));
        Assert.All(trace.Attention, weights => Close.Check("sum of attention", weights.sum(-1), ones(weights.shape[..3]), 1e-5));
        Assert.All(trace.Attention, weights => Assert.Equal(tokens, weights.shape[3]));
    }

    private static void Backward(GoldenFile golden, QFormer model, Tensor states, Tensor media)
    {
        var loss = states.mul(golden.Read("in.probe")).sum();
        golden.Check("out.probe_loss", loss, Tolerance);
        loss.backward();
        golden.Check("grad.in.encoder_hidden_states", media.grad!, GradientTolerance);
        CheckGradients(golden, model);
    }

    private static void CheckGradients(GoldenFile golden, QFormer model)
    {
        var parameters = OfficialKeys.QFormerOf(model).Parameters(model).ToDictionary();
        parameters["in.query_tokens"] = parameters["query_tokens"];
        if (parameters.TryGetValue("cls.predictions.decoder.bias", out var bias)) parameters["cls.predictions.bias"] = bias;
        Assert.All(golden.Keys("grad.").Where(name => name != "in.encoder_hidden_states"),
            name => golden.Check("grad." + name, parameters[name].grad ?? zeros_like(parameters[name]), GradientTolerance));
    }
}
