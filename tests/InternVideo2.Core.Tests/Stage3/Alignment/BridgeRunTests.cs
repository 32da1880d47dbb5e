using InternVideo2.Data;
using InternVideo2.Stage3;
using InternVideo2.Tests.Stage2;
using InternVideo2.Text;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>A run of sub-stage 3.1 repeats itself, continues from disk bit for bit, leaves its frozen part and nothing else behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class BridgeRunTests
{
    [Fact]
    public void A_run_from_disk_goes_on_as_if_nothing_had_happened()
    {
        var whole = Train(12, out var parameters);
        using var folder = new TemporaryFolder();
        var saved = folder.File("run");
        var losses = Train(5, out _, folder: saved);
        losses.AddRange(Train(7, out var resumed, resumeFrom: saved));
        Assert.Equal(whole, losses);
        Assert.Equal(parameters, resumed);
    }

    [Fact]
    public void The_number_of_live_tensors_stays_flat()
    {
        using var data = new SmallCorpora(MediaType.Video, MediaType.Image);
        using var run = new BridgeRun(SmallBridge.Options, data, SmallStage2.Tokenizer);
        run.Trainer.Run(6);
        var before = AloneCollection.SettledTensors();
        run.Trainer.Run(6);
        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    [Fact]
    public void The_losses_fall_and_media_find_their_texts()
    {
        var options = SmallBridge.Options;
        options = options with
        {
            Model = options.Model with { QFormer = options.Model.QFormer with { Dropout = 0, DropPath = 0, EmbeddingDeviation = 0.5 } },
            Training = options.Training with { Epochs = 12, BaseLearningRate = 1e-2 },
        };
        using var data = new RepeatedClips(MediaType.Video);
        using var run = new BridgeRun(options, data, SmallStage2.Tokenizer);
        var losses = new List<double>();
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run();
        Assert.True(losses[^1] < 0.6 * losses[0], string.Join(" ", losses));

        var matcher = new BridgeMatcher(run.Model, SmallStage2.Tokenizer);
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(MediaType.Video);
        var media = matcher.EncodeMedia(batch);
        var texts = matcher.EncodeTexts(batch.Captions.Values.First(), 14);
        Assert.Equal([0, 1, 2, 3], media.Vectors.matmul(nn.functional.normalize(texts.Vectors, dim: 1).t()).argmax(1).data<long>().ToArray());
        using var matched = matcher.Attend(media);
        var (right, wrong) = (matched.Logits([0, 1, 2, 3], texts).softmax(1).select(1, 1), matched.Logits([1, 2, 3, 0], texts).softmax(1).select(1, 1));
        Assert.True(right.mean().ToDouble() > wrong.mean().ToDouble());
        Assert.True(run.Model.training);
    }

    [Fact]
    public void The_vision_encoder_learns_only_when_it_may()
    {
        using var data = new SmallCorpora(MediaType.Video, MediaType.Image);
        using var frozen = new BridgeRun(SmallBridge.Options, data, SmallStage2.Tokenizer);
        var (seen, asked) = (Copy(frozen.Model.Vision.parameters()), Copy(frozen.Model.QFormer.parameters()));
        frozen.Trainer.Run(2);
        Assert.Equal(seen, Copy(frozen.Model.Vision.parameters()));
        Assert.NotEqual(asked, Copy(frozen.Model.QFormer.parameters()));
        Assert.False(frozen.Model.Vision.training);

        var options = SmallBridge.Options with { Losses = SmallBridge.Options.Losses with { FreezeVision = false } };
        using var free = new BridgeRun(options, data, SmallStage2.Tokenizer);
        free.Trainer.Run(2);
        Assert.NotEqual(seen, Copy(free.Model.Vision.parameters()));
    }

    [Fact]
    public void Without_wrong_pairs_there_is_no_matching()
    {
        using var run = new BridgeRun(SmallBridge.Options, new SmallCorpora(MediaType.Video), SmallStage2.Tokenizer);
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(MediaType.Video);
        using var text = SmallStage2.Tokenizer.Sentences(batch.Captions.Values.First(), 14, padTo: 14);
        var draws = new BridgeDraws(run.Random["drops"], (_, _) => throw new InvalidOperationException("there are none"));
        var losses = run.Objective.ComputeFrom(batch.Frames, text, new long[batch.Ids.Count], draws);
        Assert.Equal(["VTC", "VTG"], losses.Terms.Select(term => term.Name));
    }

    [Fact]
    public void A_tokenizer_of_another_vocabulary_is_refused()
    {
        using var model = SmallBridge.Options.CreateModel();
        var other = WordPieceTokenizer.Of([.. SmallStage2.Tokenizer.Vocabulary, "another"]);
        var error = Assert.Throws<ArgumentException>(() => new BridgeObjective(model, other, SmallBridge.Options.Losses, ownsModel: false));
        Assert.Contains($"needs {other.Vocabulary.Count + 1}", error.Message);
        Assert.Contains($"has {model.Options.QFormer.VocabularySize}", error.Message);
    }

    [Fact]
    public void Clips_of_another_length_than_there_are_vectors_for_are_refused()
    {
        var options = SmallBridge.Options.Model;
        using var model = new BridgeModel(options with { TemporalFrames = options.TemporalFrames + 1 });
        using var batch = SmallStage2.Batch(MediaType.Video);
        var error = Assert.Throws<ArgumentException>(() => model.See(batch.Frames));
        Assert.Contains(nameof(BridgeModelOptions.TemporalFrames), error.Message);
    }

    private static List<double> Train(int steps, out List<float> parameters, string? folder = null, string? resumeFrom = null)
    {
        var losses = new List<double>();
        using var data = new SmallCorpora(MediaType.Video, MediaType.Image);
        using var run = new BridgeRun(SmallBridge.Options, data, SmallStage2.Tokenizer);
        if (resumeFrom is not null) run.Trainer.Load(resumeFrom);
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run(steps, folder);
        parameters = Copy(run.Model.parameters());
        return losses;
    }

    private static List<float> Copy(IEnumerable<Tensor> parameters) => [.. parameters.SelectMany(parameter => parameter.data<float>().ToArray())];
}
