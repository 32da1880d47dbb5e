using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Clip;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Clip;

/// <summary>The CLIP variant gives the official vectors, loss and gradients, and its models of official size have the official keys and shapes.</summary>
public sealed class ClipGoldenTests
{
    // Two correct float32 implementations share 7e-7 here.
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/clip_vision")]
    public void Vision_tower(string file)
    {
        using var golden = new GoldenFile(file);
        using var encoder = new VideoEncoder(ClipOptions.Tower(GoldenModels.Encoder(golden.Config)), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(encoder, OfficialKeys.Encoder, golden.ReadAll("w."));
        Assert.All(golden.Keys("out."), name => golden.Check("out." + name, encoder.call(golden.Read("in." + name), new EncoderRequest()).Pooled!, Tolerance));
    }

    [GoldenTheory("stage2/clip_small")]
    public void Small_model(string file)
    {
        using var golden = new GoldenFile(file);
        var text = golden.Config.GetProperty("text");
        using var model = new ClipModel(
            new ClipOptions
            {
                Vision = ClipOptions.Tower(GoldenModels.Encoder(golden.Config.GetProperty("vision"))),
                AlignedWidth = golden.Int("align_dim"),
                Text = new ClipTextOptions
                {
                    VocabularySize = text.GetProperty("vocab_size").GetInt32(),
                    Length = text.GetProperty("context_length").GetInt32(),
                    Width = text.GetProperty("dim").GetInt32(),
                    Depth = text.GetProperty("n_transformer_layers").GetInt32(),
                    Heads = text.GetProperty("n_heads_per_layer").GetInt32(),
                    MlpRatio = text.GetProperty("ffn_multiplier_per_layer").GetDouble(),
                    OutputWidth = golden.Int("text_projection_dim"),
                },
                MinTemperature = golden.Number("temp_min"),
            },
            Initializer.Blank());
        var everything = new ClipTraining { Vision = true, Text = true, TextProjection = true };
        var objective = new ClipObjective(model, new NoTokenizer(), everything);
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(model, OfficialKeys.Clip, golden.ReadAll("w."));
        var ids = golden.Read("in.token_ids");
        golden.Check("out.text.embedding", Unit(model.Texts(ids), golden, "out.text.embedding"), Tolerance);
        var half = ids.narrow(1, 0, ids.shape[1] / 2);
        golden.Check("out.text.half_length_embedding", Unit(model.Texts(half), golden, "out.text.half_length_embedding"), Tolerance);
        Assert.All(new[] { "video", "image" }, kind => Check(golden, objective, kind, ids));
    }

    [GoldenTheory("keys/stage2_clip")]
    public void Official_keys(string file)
    {
        using var table = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        using var model = new ClipModel(OfOfficialSize(file), Initializer.Blank(META));
        var onlyText = file.Contains("text_derived", StringComparison.Ordinal);
        var actual = OfficialKeys.Clip.State(model).Where(entry => !onlyText || entry.Name.StartsWith("text_encoder.", StringComparison.Ordinal))
            .Select(entry => $"{entry.Name} [{string.Join(", ", entry.Value.shape)}]").Order(StringComparer.Ordinal);
        Assert.Equal(table.RootElement.EnumerateObject().Select(k => $"{k.Name} [{string.Join(", ", k.Value.EnumerateArray())}]").Order(StringComparer.Ordinal), actual);
        Assert.All(model.state_dict().Keys, ours => Assert.Equal(ours, OfficialKeys.Clip.ToOurs(OfficialKeys.Clip.ToOfficial(ours))));
    }

    private static ClipOptions OfOfficialSize(string file) => Path.GetFileNameWithoutExtension(file)["stage2_clip_".Length..] switch
    {
        "1b_vision" => ClipOptions.Giant1B with { Language = null },
        "6b_vision" => ClipOptions.Giant6B with { Language = null },
        "llama_text_derived" => new ClipOptions { Vision = new VideoEncoderOptions { Width = 32, Depth = 1, Heads = 2 }, Language = new() },
        "small_s14" => ClipOptions.S14,
        "small_b14" => ClipOptions.B14,
        "small_l14" => ClipOptions.L14,
        var other => throw new InvalidDataException($"No CLIP variant is called '{other}'."),
    };

    private static void Check(GoldenFile golden, ClipObjective objective, string kind, Tensor ids)
    {
        var frames = golden.Read($"in.{kind}").permute(0, 2, 1, 3, 4).contiguous();
        golden.Check($"out.{kind}.embedding", Unit(objective.Towers.Videos(frames), golden, $"out.{kind}.embedding"), Tolerance);
        var loss = objective.Loss(frames, ids, golden.Read("in.idx").data<long>().ToArray());
        golden.Check($"out.{kind}.loss_vtc", loss, Tolerance);
        foreach (var (_, parameter) in objective.NamedParameters()) parameter.grad?.zero_();
        loss.backward();
        var parameters = objective.NamedParameters().ToDictionary();
        Assert.All(golden.Keys($"grad.{kind}."), name => golden.Check($"grad.{kind}.{name}", parameters[name].grad!, 5e-5));
    }

    /// <summary>The file's vectors may be of unit length.</summary>
    private static Tensor Unit(Tensor vectors, GoldenFile golden, string name)
    {
        var lengths = golden.Read(name).norm(1, keepdim: true, p: 2);
        return lengths.sub(1).abs().max().item<float>() < 1e-4 ? nn.functional.normalize(vectors, dim: 1) : vectors;
    }
}
