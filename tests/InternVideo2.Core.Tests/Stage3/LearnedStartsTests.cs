using InternVideo2.Checkpoints;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Text;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>Stage 3 begins with a language model that is trained only once, with rows of the size of words, and with a bridge that is wide enough to learn.</summary>
[Collection(AloneCollection.Name)]
public sealed class LearnedStartsTests
{
    [Fact]
    public void A_language_model_is_trained_once_and_goes_on_where_it_was_stopped()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("language");
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => TinyLanguage.LoadOrTrain(path, clips: 96, _ => new After(1, stop.Cancel), stop.Token));
        Assert.True(Directory.Exists(Path.Combine(path, "state")));

        var steps = new List<long>();
        Assert.Equal(path, TinyLanguage.LoadOrTrain(path, clips: 96, _ => new Each(progress => steps.Add(progress.Step))));
        Assert.Equal([2, 3], steps);
        Assert.False(Directory.Exists(Path.Combine(path, "state")));
        Assert.Equal(path, TinyLanguage.LoadOrTrain(path, clips: 96, _ => throw new InvalidOperationException("trained again")));

        using var trained = PretrainedLanguageModel.Open(path);
        Assert.Equal(TokenizerFolder.Load(path).Count, trained.Model.Options.VocabularySize);
        Assert.Contains("trained by another recipe", Assert.Throws<InvalidDataException>(() => TinyLanguage.LoadOrTrain(path, clips: 64)).Message);
    }

    [Fact]
    public void Told_clips_have_one_motion_and_captions_that_people_write()
    {
        var texts = TinyLanguage.Texts(ShapesSplit.Validation, 40);
        Assert.DoesNotContain(texts, text => text.ToString().Contains(" then ", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Pieces.Any(piece => piece.EndsWith(" background", StringComparison.Ordinal)));
    }

    [Fact]
    public void Visual_rows_become_as_large_as_words()
    {
        var described = Stage3Options.Tiny.For(SmallChat.Tokenizers).ConnectionModel;
        using var model = new VideoChatModel(described, Initializer.Seeded(1));
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var frames = randn([6, 3, 8, 28, 28], ScalarType.Float32, generator: new Generator(2));
        double Size() => Math.Sqrt(model.Look(frames).square().mean().item<float>());
        var before = Size();

        var words = ChatStart.Projection(model);

        Assert.InRange(words, 0.015, 0.025);
        Assert.True(before > 10 * words);
        Assert.InRange(Size() / words, 0.8, 1.2);
    }

    [Fact]
    public void The_wide_start_of_a_bridge_is_wider_than_the_official_one()
    {
        var options = Stage3Options.Shapes.For(SmallChat.Tokenizers).Alignment;
        using var wide = options.CreateModel();
        using var official = (options with { Model = options.Model with { QFormer = options.Model.QFormer with { WideStart = false } } }).CreateModel();
        foreach (var name in (string[])["Qformer.bert.encoder.layer.0.attention.self.query.weight", "vision_proj.weight"])
            Assert.InRange(Deviation(wide, name) / Deviation(official, name), 3, 10);
        // Queries begin with the texts' MLPs.
        Assert.True(Weight(wide, "Qformer.bert.encoder.layer.0.intermediate.dense.weight").Equals(Weight(wide, "Qformer.bert.encoder.layer.0.intermediate_query.dense.weight")));
    }

    private static Tensor Weight(BridgeModel model, string name) => OfficialKeys.BridgeOf(model).Parameters(model).Single(p => p.Name.EndsWith(name, StringComparison.OrdinalIgnoreCase)).Parameter;

    private static double Deviation(BridgeModel model, string name)
    {
        using var scope = NewDisposeScope();
        return Weight(model, name).std().item<float>();
    }

    private sealed class After(long step, Action act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) act();
        }
    }

    private sealed class Each(Action<TrainingProgress> act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act(value);
    }
}
