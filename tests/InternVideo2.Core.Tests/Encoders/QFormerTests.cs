using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>What holds for every Q-Former: extra queries, texts and media that do not fit, what is drawn, and what it begins with.</summary>
public sealed class QFormerTests
{
    private static readonly QFormerOptions Options = new()
    {
        Queries = 3,
        Width = 16,
        Depth = 3,
        Heads = 2,
        HiddenWidth = 32,
        MediaWidth = 8,
        VocabularySize = 12,
        MaxPositions = 10,
        WordHead = true,
    };

    [Fact]
    public void Extra_queries_begin_alike_and_do_not_disturb_a_text_of_padding()
    {
        using var model = new QFormer(Options with { ExtraQueries = 2 });
        model.eval();
        using var scope = NewDisposeScope();
        var media = rand(2, 5, 8);
        var found = model.Queries(media);
        Assert.Equal([2, 5, 16], found.shape);
        Close.Check("extra queries", found.select(1, 3), found.select(1, 4), 1e-6);

        var padding = new TokenBatch(zeros(2, 4, dtype: ScalarType.Int64), zeros(2, 4, dtype: ScalarType.Int64));
        Close.Check("padding alone", model.Queries(media, padding), found, 1e-5);
    }

    [Fact]
    public void Dropout_and_dropped_branches_repeat_with_their_generator()
    {
        using var model = new QFormer(Options);
        model.train();
        using var scope = NewDisposeScope();
        var media = rand(2, 5, 8);
        using var drops = new Generator(3);
        var (first, second) = (model.Queries(media, drops: drops), model.Queries(media, drops: drops));
        using var again = new Generator(3);
        Close.Check("same draws", model.Queries(media, drops: again), first, 0);
        Assert.ThrowsAny<Exception>(() => Close.Check("other draws", second, first, 1e-3));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var model = new QFormer(Options);
        using var scope = NewDisposeScope();
        TokenBatch Text(int count, int length) => new(ones(count, length, dtype: ScalarType.Int64), ones(count, length, dtype: ScalarType.Int64));
        Assert.Contains(nameof(QFormerOptions.MediaWidth), Assert.Throws<ArgumentException>(() => model.Queries(rand(2, 5, 9))).Message);
        Assert.Contains("3 texts and 2 media", Assert.Throws<ArgumentException>(() => model.Queries(rand(2, 5, 8), Text(3, 4))).Message);
        Assert.Contains(nameof(QFormerOptions.MaxPositions), Assert.Throws<ArgumentException>(() => model.Text(Text(2, 11))).Message);

        using var mute = new QFormer(Options with { Text = false, WordHead = false });
        Assert.Contains(nameof(QFormerOptions.Text), Assert.Throws<InvalidOperationException>(() => mute.Queries(rand(2, 5, 8), Text(2, 4))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => (Options with { CrossEvery = 0 }).Validate());
    }

    [Fact]
    public void What_queries_look_at_is_told_for_every_token_and_frame()
    {
        using var model = new QFormer(Options);
        model.train();
        using var scope = NewDisposeScope();
        var media = rand(2, 9, 8); // a class token and 4 frames of 2 patches
        using var all = QFormerAttention.Of(model, media);
        Assert.True(model.training);
        Assert.Equal([2, 3, 9], all.Weights.shape);
        Close.Check("sums", all.Weights.sum(-1), ones(2, 3), 1e-5);
        var frames = all.PerFrame(4);
        Close.Check("frames", frames.sum(-1).add(all.Weights.select(2, 0)), ones(2, 3), 1e-5);
        Close.Check("last frame", frames.select(2, 3), all.Weights.narrow(2, 7, 2).sum(-1), 1e-5);
        Assert.Throws<ArgumentException>(() => all.PerFrame(5));

        // Layers 0 and 2 attend to the medium.
        using var first = QFormerAttention.Of(model, media, layer: 0);
        using var last = QFormerAttention.Of(model, media, layer: 1);
        Close.Check("mean of the layers", first.Weights.add(last.Weights).div(2), all.Weights, 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => QFormerAttention.Of(model, media, layer: 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void It_begins_with_a_public_bert(int lacking)
    {
        var sizes = new TextEncoderOptions
        {
            VocabularySize = Options.VocabularySize - lacking,
            Width = 16,
            Depth = 3,
            FusionLayer = 3,
            Heads = 2,
            HiddenWidth = 32,
            MaxPositions = 10,
        };
        using var bert = new TextEncoder(sizes, Initializer.Seeded(7));
        bert.eval();
        using var model = new QFormer(Options);
        model.eval();
        using var scope = NewDisposeScope();
        var before = model.state_dict()["queries"].clone();
        using var checkpoint = new TensorCheckpoint(OfficialKeys.Text.FileState(bert).ToDictionary());

        QFormerStart.FromBert(model, checkpoint);

        var text = new TokenBatch(tensor(new long[,] { { 1, 5, 6, 0 }, { 1, 2, 3, 4 } }), tensor(new long[,] { { 1, 1, 1, 0 }, { 1, 1, 1, 1 } }));
        var types = bert.state_dict()["embedding.types"].select(0, 0);
        // The public one adds a type's vector, which the Q-Former has not.
        using (no_grad()) bert.state_dict()["embedding.types"].sub_(types.clone());
        Close.Check("text", model.Text(text), bert.Text(text), 1e-5);
        var state = model.state_dict();
        Assert.All(state.Keys.Where(key => key.Contains(".queryFeedForward.")),
            key => Close.Check(key, state[key], state[key.Replace(".queryFeedForward.", ".feedForward.")], 0));
        Close.Check("queries", state["queries"], before, 0);
    }

    [Fact]
    public void A_bert_of_other_words_is_refused()
    {
        using var bert = new TextEncoder(
            new TextEncoderOptions { VocabularySize = 30, Width = 16, Depth = 3, FusionLayer = 3, Heads = 2, HiddenWidth = 32, MaxPositions = 10 });
        using var model = new QFormer(Options);
        using var scope = NewDisposeScope();
        using var checkpoint = new TensorCheckpoint(OfficialKeys.Text.FileState(bert).ToDictionary());
        var error = Assert.Throws<CheckpointException>(() => QFormerStart.FromBert(model, checkpoint));
        Assert.Contains("[30, 16]", error.Message);
    }
}
