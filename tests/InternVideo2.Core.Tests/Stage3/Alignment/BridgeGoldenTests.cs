using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.MediaText;
using InternVideo2.Stage3;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>Sub-stage 3.1 gives the official losses, gradients and keys.</summary>
public sealed class BridgeGoldenTests
{
    // Two correct float32 implementations share 5e-6 here.
    private const double Tolerance = 2e-5;

    private const double GradientTolerance = 5e-5;

    [GoldenTheory("stage3/align_losses")]
    public void Losses_of_a_step(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = new BridgeModel(Options(golden), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(model, OfficialKeys.BridgeOf(model), golden.ReadAll("w."));
        var options = new BridgeLossOptions { Merge = golden.Text("agg", "mean") == "max" ? VectorMerge.Max : VectorMerge.Mean };
        using var objective = new BridgeObjective(model, Vocabulary(golden.Int("vocab")), options with { MaxTokens = golden.Int("L") }, ownsModel: false);
        var (text, groups) = (new TokenBatch(golden.Read("in.input_ids"), golden.Read("in.text_mask")), Numbers(golden, "in.idx"));
        var frames = golden.Read("in.video").permute(0, 2, 1, 3, 4).contiguous(); // B T C H W → B C T H W
        Tensor? similarity = null;
        var draws = new BridgeDraws(null, (seen, _) =>
        {
            // The step's own dies with its scope.
            similarity = seen.clone().DetachFromDisposeScope();
            return new Negatives(Numbers(golden, "in.vision_neg_indices"), Numbers(golden, "in.text_neg_indices"));
        });
        model.train();

        var losses = objective.ComputeFrom(frames, text, groups, draws);

        using var alike = similarity!;
        golden.Check("out.temp_after_clamp", model.Temperature, Tolerance);
        golden.Check("out.sim_v2t", alike, Tolerance);
        golden.Check("out.sim_t2v", alike.t(), Tolerance);
        var (media, texts) = HardNegatives.Weights(alike, groups, options.NegativeFloor);
        golden.Check("out.weights_t2v", media, Tolerance);
        golden.Check("out.weights_v2t", texts, Tolerance);
        golden.Check("out.loss_total", losses.Total, Tolerance);
        Assert.Equal(["VTC", "VTM", "VTG"], losses.Terms.Select(term => term.Name));
        foreach (var (term, name) in losses.Terms.Zip(["vtc", "vtm", "cap"])) golden.Check($"out.loss_{name}", term.Value, Tolerance);
        losses.Total.backward();
        var parameters = OfficialKeys.BridgeOf(model).Parameters(model).ToDictionary();
        Assert.All(golden.Keys("grad."), name => golden.Check("grad." + name, parameters[name].grad!, GradientTolerance));
        Assert.All(model.Vision.parameters(), parameter => Assert.True(parameter.grad is null));
    }

    [GoldenTheory("stage3/align_losses")]
    public void What_is_seen_and_read(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = new BridgeModel(Options(golden), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(model, OfficialKeys.BridgeOf(model), golden.ReadAll("w."));
        model.eval();
        var seen = model.See(golden.Read("in.video").permute(0, 2, 1, 3, 4).contiguous());
        golden.Check("out.vision_embeds", seen, Tolerance);
        golden.Check("out.vision_query_embeds", model.QFormer.Queries(seen), Tolerance);
        var read = model.QFormer.Text(new TokenBatch(golden.Read("in.input_ids"), golden.Read("in.text_mask")));
        golden.Check("out.pooled_text", read.select(1, 0), Tolerance);
        golden.Check("out.pos_table_video", model.Vision.Umt!.Positions(golden.Int("T")).unsqueeze(0), Tolerance);
        golden.Check("out.pos_table_image", model.Vision.Umt!.Positions(1).unsqueeze(0), Tolerance);
    }

    [GoldenTheory("keys/stage3_videochat2_stage1")]
    public void Keys_of_official_size(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        var expected = golden.RootElement.GetProperty("keys").EnumerateObject()
            .Select(key => (key.Name, Shape: key.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray())).ToList();
        var options = new BridgeModelOptions
        {
            Vision = new VisionEncoderOptions { Umt = new UmtEncoderOptions() },
            QFormer = new QFormerOptions { MediaWidth = 1024 },
        };
        using var model = new BridgeModel(options, Initializer.Blank(META));
        var keys = OfficialKeys.BridgeOf(model);
        Assert.Equal(
            expected.Select(key => Show(key.Name, key.Shape)).Order(StringComparer.Ordinal),
            keys.FileState(model).Select(key => Show(key.Name, key.Value.shape)).Order(StringComparer.Ordinal));
        // Frozen parameters stand in the file as well; own tensors are in the official order.
        Assert.Equal(
            expected.Where(key => !keys.IsImplied(key.Name)).Select(key => key.Name).Order(StringComparer.Ordinal),
            keys.State(model).Select(key => key.Name).Order(StringComparer.Ordinal));
        Assert.All(model.state_dict().Keys, ours => Assert.Equal(ours, keys.ToOurs(keys.ToOfficial(ours))));
    }

    private static BridgeModelOptions Options(GoldenFile golden) => new()
    {
        Vision = new VisionEncoderOptions
        {
            Umt = new UmtEncoderOptions
            {
                ImageSize = golden.Int("img"),
                PatchSize = golden.Int("patch"),
                Width = golden.Int("vw"),
                Depth = golden.Int("vdepth") - 1,
                Heads = golden.Int("vheads"),
            },
        },
        QFormer = new QFormerOptions
        {
            Queries = golden.Int("nq"),
            Width = golden.Int("hidden"),
            Depth = golden.Int("layers"),
            Heads = golden.Int("heads"),
            HiddenWidth = golden.Int("inter"),
            MediaWidth = golden.Int("vw"),
            VocabularySize = golden.Int("vocab") + 1,
            MaxPositions = golden.Int("max_pos"),
            Dropout = 0,
            DropPath = 0,
        },
        TemporalFrames = golden.Int("T"),
        ContrastWidth = golden.Int("embed"),
        Matching = golden.Text("vtm_head", "vtm_cat_text_cls") switch
        {
            "vtm_cat_text_cls" => MatchingInput.QueriesAndText,
            "vtm_add_text_cls" => MatchingInput.Sum,
            _ => MatchingInput.Queries,
        },
    };

    /// <summary>Texts of the files are numbers already: the words do not matter.</summary>
    private static WordPieceTokenizer Vocabulary(int size) =>
        WordPieceTokenizer.Of([.. SpecialTokens.All, .. Enumerable.Range(SpecialTokens.All.Count, size - SpecialTokens.All.Count).Select(i => $"w{i}")]);

    private static long[] Numbers(GoldenFile golden, string key)
    {
        using var numbers = golden.Read(key);
        return numbers.data<long>().ToArray();
    }

    private static string Show(string name, long[] shape) => $"{name} [{string.Join(", ", shape)}]";
}
