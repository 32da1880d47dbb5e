using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>What holds for any text encoder: padding and later words change nothing they must not, keys of media can be shared, draws are seeded.</summary>
public sealed class TextEncoderTests
{
    private static readonly TextEncoderOptions Small = new()
    {
        VocabularySize = 20,
        Width = 16,
        Depth = 3,
        FusionLayer = 1,
        Heads = 2,
        HiddenWidth = 24,
        MediaWidth = 12,
        MaxPositions = 8,
        Dropout = 0.1,
    };

    [Fact]
    public void Padding_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder();
        var media = encoder.Media(randn([2, 5, 12], generator: new Generator(1)));
        var (ids, mask) = (Ids([2, 5, 7], [2, 9, 6]), Ids([1, 1, 1], [1, 1, 0]));
        var (longerIds, longerMask) = (Ids([2, 5, 7, 0, 0], [2, 9, 6, 0, 3]), Ids([1, 1, 1, 0, 0], [1, 1, 0, 0, 0]));

        var states = encoder.Fuse(encoder.Text(ids, mask), mask, media);
        var longer = encoder.Fuse(encoder.Text(longerIds, longerMask), longerMask, media);

        Close.Check("states", longer.narrow(1, 0, 2), states.narrow(1, 0, 2), 1e-5);
    }

    [Fact]
    public void Causally_a_word_does_not_see_later_ones()
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder();
        var media = encoder.Media(randn([1, 5, 12], generator: new Generator(1)));
        Tensor States(bool causal, params long[] ids)
        {
            var mask = ones(1, ids.Length, dtype: ScalarType.Int64);
            return encoder.Fuse(encoder.Text(Ids(ids), mask, causal: causal), mask, media, causal: causal).narrow(1, 0, 3);
        }

        Close.Check("causal", States(true, 2, 5, 7, 11), States(true, 2, 5, 7, 4), 1e-6);
        Assert.True(States(false, 2, 5, 7, 11).sub(States(false, 2, 5, 7, 4)).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Picked_keys_are_those_of_the_picked_media()
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder();
        var media = randn([3, 5, 12], generator: new Generator(1));
        var (ids, mask) = (Ids([2, 5, 7], [2, 9, 6]), ones(2, 3, dtype: ScalarType.Int64));
        var (states, rows) = (encoder.Text(ids, mask), tensor(new long[] { 2, 0 }));

        var picked = encoder.Fuse(states, mask, encoder.Media(media).Pick(rows));

        Close.Check("picked", picked, encoder.Fuse(states, mask, encoder.Media(media.index_select(0, rows))), 1e-6);
    }

    [Fact]
    public void Dropout_draws_from_the_given_generator()
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder();
        encoder.train();
        var media = encoder.Media(randn([1, 5, 12], generator: new Generator(1)));
        var (ids, mask) = (Ids([2L, 5, 7]), ones(1, 3, dtype: ScalarType.Int64));
        Tensor States(ulong seed)
        {
            var drops = new Generator(seed);
            return encoder.Fuse(encoder.Text(ids, mask, drops), mask, media, drops);
        }

        Close.Check("equal seeds", States(3), States(3), 0);
        Assert.True(States(3).sub(States(4)).abs().max().item<float>() > 0.01);
    }

    [Fact]
    public void Words_and_their_decoder_are_one_parameter_under_the_first_official_name()
    {
        using var encoder = new TextEncoder(Small);
        var names = OfficialKeys.Text.Parameters(encoder).Select(p => p.Name).ToList();
        var inFile = OfficialKeys.Text.FileState(encoder).ToDictionary();

        Assert.Equal("bert.embeddings.word_embeddings.weight", names[0]);
        Assert.DoesNotContain("cls.predictions.decoder.weight", names);
        Assert.Same(inFile[names[0]], inFile["cls.predictions.decoder.weight"]);
        Assert.Equal([1, 8], inFile["bert.embeddings.position_ids"].shape);
    }

    [Fact]
    public void Public_weights_fill_all_but_the_attention_to_media()
    {
        using var scope = NewDisposeScope();
        var (donor, encoder) = (new TextEncoder(Small, Initializer.Seeded(1)), new TextEncoder(Small, Initializer.Seeded(2)));
        var file = OfficialKeys.Text.FileState(donor).Where(entry => !entry.Name.Contains("crossattention"))
            .ToDictionary(entry => entry.Name.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"), entry => entry.Value);
        file["bert.pooler.dense.weight"] = zeros(16, 16);
        file["cls.seq_relationship.bias"] = zeros(2);
        using var checkpoint = new TensorCheckpoint(file);

        var report = CheckpointLoader.Load(encoder, OfficialKeys.Text, checkpoint, LoadRecipe.PublicBert(Small.Depth));

        Assert.All(report.Missing, key => Assert.Contains("crossattention", key));
        Assert.Equal(2 * 10, report.Missing.Count);
        var (ids, mask) = (Ids([2L, 5, 7]), ones(1, 3, dtype: ScalarType.Int64));
        donor.eval();
        encoder.eval();
        Close.Check("text layers", encoder.Text(ids, mask), donor.Text(ids, mask), 0);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder();
        var (ids, mask) = (Ids([2L, 5, 7]), ones(1, 3, dtype: ScalarType.Int64));
        var states = encoder.Text(ids, mask);
        var headless = new TextEncoder(Small with { WordHead = false, FusionLayer = 3 });

        Assert.Contains("[1, 3] and [1, 2]", Assert.Throws<ArgumentException>(() => encoder.Text(ids, mask.narrow(1, 0, 2))).Message);
        Assert.Contains("positions for 8", Assert.Throws<ArgumentException>(() => encoder.Text(ones(1, 9, dtype: ScalarType.Int64), ones(1, 9))).Message);
        Assert.Contains("B × N × 12", Assert.Throws<ArgumentException>(() => encoder.Media(zeros(1, 5, 13))).Message);
        Assert.Contains("1 texts and 2 media", Assert.Throws<ArgumentException>(() => encoder.Fuse(states, mask, encoder.Media(zeros(2, 5, 12)))).Message);
        Assert.Throws<InvalidOperationException>(() => headless.Media(zeros(1, 5, 12)));
        Assert.Throws<InvalidOperationException>(() => headless.Words(states));
        Assert.Contains("FusionLayer is 4", Assert.Throws<ArgumentOutOfRangeException>(() => (Small with { FusionLayer = 4 }).Validate()).Message);
    }

    private static TextEncoder Encoder()
    {
        var encoder = new TextEncoder(Small, Initializer.Seeded(1));
        // Larger than at the start, so that nothing is hidden behind the residuals.
        using (no_grad())
        {
            foreach (var matrix in encoder.parameters().Where(p => p.ndim == 2)) matrix.mul_(10);
        }
        encoder.eval();
        return encoder;
    }

    private static Tensor Ids(params long[][] rows) => stack(rows.Select(row => tensor(row)));

    private static Tensor Ids(long[] row) => Ids([row]);
}
