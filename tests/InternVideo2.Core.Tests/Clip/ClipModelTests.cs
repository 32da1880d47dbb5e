using InternVideo2.Checkpoints;
using InternVideo2.Classification;
using InternVideo2.Clip;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Clip;

/// <summary>Which parts of the CLIP variant are trained, what its text towers see, and what it refuses.</summary>
public sealed class ClipModelTests
{
    private static readonly ClipOptions Small = new()
    {
        Vision = ClipOptions.Tower(new VideoEncoderOptions { ImageSize = 14, Frames = 2, Width = 16, Depth = 1, Heads = 2, PoolHeads = 2, PooledWidth = 12 }),
        AlignedWidth = 8,
        Text = new ClipTextOptions { VocabularySize = 600, Length = 8, Width = 16, Depth = 1, Heads = 2, OutputWidth = 8 },
    };

    private static readonly ClipLanguageOptions Language = new()
    {
        VocabularySize = 30,
        Width = 16,
        Depth = 2,
        Heads = 2,
        HiddenWidth = 20,
        OutputWidth = 12,
        Adapter = new(Rank: 2, Dropout: 0),
    };

    [Fact]
    public void Officially_the_aligned_head_the_pooling_and_the_temperature_are_trained()
    {
        using var objective = new ClipObjective(new ClipModel(Small), BytePairTokenizer.Of(["a b"]), new ClipTraining());
        var trained = objective.NamedParameters().Select(p => p.Name).ToList();

        Assert.Contains("temp", trained);
        Assert.All(trained, name => Assert.True(name == "temp" || name.StartsWith("vision_align.") || name.StartsWith("vision_encoder.clip_projector.")));
        Assert.Equal(1 + 4 + 14, trained.Count);
    }

    [Fact]
    public void Some_steps_bring_the_loss_down()
    {
        using var objective = new ClipObjective(
            new ClipModel(Small with { Temperature = 0.1 }), BytePairTokenizer.Of(["r e", "re d</w>"]), new ClipTraining { Vision = true, Text = true, TextProjection = true });
        using var random = new RandomStreams(1);
        using var optimizer = optim.AdamW(objective.NamedParameters().Select(p => p.Parameter), 0.003);
        using var batch = new ClipBatch(randn([4, 3, 2, 14, 14], generator: new Generator(1)), ["a", "b", "c", "d"])
        {
            Captions = new Dictionary<string, IReadOnlyList<string>> { ["caption"] = ["red", "blue", "a red one", "none"] },
        };
        var losses = Enumerable.Range(0, 20).Select(_ =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = objective.Compute(batch, random).Total;
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }).ToList();

        Assert.True(losses[^1] < 0.5 * losses[0], $"{losses[0]} → {losses[^1]}");
        Assert.True(objective.Towers.Temperature.item<float>() > 0);
        using var silent = new ClipBatch(zeros([1, 3, 2, 14, 14]), ["a"]);
        Assert.Contains("'caption'", Assert.Throws<ArgumentException>(() => objective.Compute(silent, random)).Message);
    }

    [Fact]
    public void Evaluation_asks_it_without_gradients_and_leaves_its_mode()
    {
        using var scope = NewDisposeScope();
        using var model = new ClipModel(Small);
        var tokenizer = BytePairTokenizer.Of(["r e", "re d</w>"]);
        var encoder = new ClipDualEncoder(model, tokenizer);
        var frames = randn([2, 3, 2, 14, 14], generator: new Generator(1));
        model.train();

        using var texts = encoder.EncodeTexts(["red", "a red thing that is far too long"], 32);
        using var media = encoder.EncodeMedia(new ClipBatch(frames, ["a", "b"]));

        Assert.True(model.training);
        Assert.False(texts.Vectors.requires_grad);
        Assert.Equal([2, 8], model.Read(["red", "a red thing that is far too long"], tokenizer).shape);
        // The small tower always has positions for all of its tokens, however short the texts.
        Assert.Equal([1, 8], model.Read(["red"], tokenizer).shape);
        Close.Check("alone", encoder.EncodeTexts(["red"], 32).Vectors, texts.Vectors.narrow(0, 0, 1), 1e-5);
        Close.Check("media", media.Vectors, model.Videos(frames), 1e-6);
        Assert.Equal(0.01, encoder.Temperature, 6);
    }

    [Fact]
    public void The_temperature_has_a_lower_limit_only()
    {
        using var model = new ClipModel(Small with { Temperature = 3 });
        model.LimitTemperature();
        Assert.Equal(3, model.Temperature.item<float>());
        using (no_grad()) model.Temperature.fill_(0.001);
        model.LimitTemperature();
        Assert.Equal(0.01f, model.Temperature.item<float>());
    }

    [Fact]
    public void Text_towers_do_not_see_padding()
    {
        using var scope = NewDisposeScope();
        var small = new ClipTextTower(Small.Text!);
        var large = new ClipLanguageTower(Language);
        var (ids, padded) = (tensor(new long[,] { { 4, 7, 20 } }), tensor(new long[,] { { 4, 7, 20, 0, 0 } }));
        // Positions of another length are interpolated, so the small tower is given one length.
        var (eight, filled) = (tensor(new long[,] { { 4, 7, 20, 0, 0, 0, 0, 0 } }), tensor(new long[,] { { 4, 7, 20, 5, 1, 3, 2, 19 } }));

        Close.Check("small", small.call(filled), small.call(eight), 1e-6);
        Close.Check("large", large.call(padded, null), large.call(ids, null), 1e-5);
    }

    [Fact]
    public void The_large_tower_reads_texts_of_its_language_model()
    {
        var tokenizer = BytePairTraining.Learn(["summarize: a red star"], new BytePairTrainingOptions { VocabularySize = 300 });
        var reader = new ClipLanguageTokenizer(tokenizer, Language with { VocabularySize = 300 });
        int[] whole = [tokenizer.Begin!.Value, .. tokenizer.Encode("summarize:a red star"), tokenizer.End!.Value];

        using var batch = reader.Batch(["a red star", "a"], 80);
        Assert.Equal(whole, batch.Ids[0].data<long>().Select(id => (int)id));
        Assert.Equal(0, batch.Ids[1, -1].item<long>());
        using var cut = reader.Batch(["a red star"], 4);
        Assert.Equal([whole[0], whole[1], whole[2], whole[^1]], cut.Ids[0].data<long>().Select(id => (int)id));
        using var model = new ClipModel(Small with { Vision = Small.Vision with { PooledWidth = 12 }, AlignedWidth = null, Text = null, Language = Language with { VocabularySize = 300 } });
        using var texts = new ClipDualEncoder(model, reader).EncodeTexts(["a red star", "a"], 32);
        Assert.Equal([2, 12], texts.Vectors.shape);
        Assert.Contains("only 30 rows", Assert.Throws<VocabularyException>(() => new ClipLanguageTokenizer(tokenizer, Language)).Message);
    }

    [Fact]
    public void Adapters_begin_at_zero_and_may_be_missing()
    {
        using var scope = NewDisposeScope();
        var plain = new ClipLanguageTower(Language with { Adapter = null }, Initializer.Seeded(1));
        var adapted = new ClipLanguageTower(Language, Initializer.Seeded(2));
        var file = OfficialKeys.ClipLanguage.State(plain)
            .ToDictionary(entry => "text_encoder." + entry.Name.Replace("q_proj.weight", "q_proj.base_layer.weight"), entry => entry.Value);
        using var checkpoint = new TensorCheckpoint(file);

        var report = CheckpointLoader.Load(adapted, OfficialKeys.ClipLanguage, checkpoint, LoadRecipe.ClipLanguage(Language.Depth));

        Assert.Equal(2 * 2 * 2, report.Missing.Count);
        var ids = tensor(new long[,] { { 4, 7, 20 } });
        Close.Check("adapted", adapted.call(ids, null), plain.call(ids, null), 1e-6);
    }

    [Fact]
    public void A_fine_tuned_model_fills_the_vision_tower_and_a_whole_variant_the_text_tower()
    {
        using var scope = NewDisposeScope();
        var tuned = new VideoClassifier(new VideoClassifierOptions { Encoder = Small.Vision, Classes = 3 }, Initializer.Seeded(1));
        var (model, other) = (new ClipModel(Small, Initializer.Seeded(2)), new ClipModel(Small, Initializer.Seeded(3)));
        using var file = new TensorCheckpoint(OfficialKeys.Classifier.State(tuned).ToDictionary());
        using var whole = new TensorCheckpoint(OfficialKeys.Clip.State(other).ToDictionary());
        var text = new ClipTextTower(Small.Text!, Initializer.Seeded(4));

        Assert.Empty(CheckpointLoader.Load(model.Vision, OfficialKeys.Encoder, file, LoadRecipe.ClipVision).Missing);
        Assert.Empty(CheckpointLoader.Load(text, OfficialKeys.ClipText, whole, LoadRecipe.ClipText).Missing);

        var wanted = OfficialKeys.Classifier.State(tuned).ToDictionary();
        Assert.All(OfficialKeys.Encoder.State(model.Vision), entry => Close.Check(entry.Name, entry.Value, wanted[entry.Name], 0));
        var ids = tensor(new long[,] { { 4, 7, 20, 0, 0, 0, 0, 0 } });
        Close.Check("text", text.call(ids), other.Texts(ids), 0);
    }

    [Fact]
    public void Rotary_positions_make_products_depend_on_distance_alone()
    {
        using var scope = NewDisposeScope();
        var (query, key) = (randn([1, 8], generator: new Generator(1)), randn([1, 8], generator: new Generator(2)));
        var positions = new RotaryPositions(6, 8, 10000, query);
        var products = positions.Turn(query.expand(6, 8)).matmul(positions.Turn(key.expand(6, 8)).t());

        Close.Check("distance 2", products.diagonal(2), products.diagonal(2).narrow(0, 0, 1).expand(4), 1e-5);
        Close.Check("distance 0", products[0, 0], query.mul(key).sum(), 1e-5);
        Assert.True(products[0, 2].sub(products[2, 0]).abs().item<float>() > 0.01);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        using var model = new ClipModel(Small with { Text = null });
        Assert.Throws<InvalidOperationException>(() => model.Texts(zeros(1, 3, dtype: ScalarType.Int64)));
        Assert.Throws<ArgumentException>(() => new ClipObjective(model, new NoTokenizer(), new ClipTraining()));
        Assert.Contains("output width of 8", Assert.Throws<ArgumentOutOfRangeException>((Small with { Text = new() }).Validate).Message);
        Assert.Contains("one text tower", Assert.Throws<ArgumentOutOfRangeException>((Small with { Language = Language }).Validate).Message);
    }
}
