using InternVideo2.Checkpoints;
using InternVideo2.Classification;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Classification;

/// <summary>What holds for every variant: nearly equal scores at the start, the frozen parts, running statistics, draws only in training.</summary>
public sealed class VideoClassifierTests
{
    private static readonly VideoClassifierOptions Options = new() { Encoder = SmallEncoder.Options, Classes = 5 };

    [Theory]
    [InlineData(HeadInput.Pooled, true)]
    [InlineData(HeadInput.Pooled, false)]
    [InlineData(HeadInput.ClassFramesPooled, false)]
    public void Training_starts_from_nearly_equal_scores(HeadInput input, bool extraMlp)
    {
        using var scope = NewDisposeScope();
        using var model = new VideoClassifier(Options with { Input = input, ExtraMlp = extraMlp });
        model.eval();
        var logits = model.call(SmallEncoder.Frames(), null);

        Assert.Equal([2, 5], logits.shape);
        Assert.InRange(logits.abs().max().ToSingle(), 1e-12f, 1e-3f);
    }

    [Fact]
    public void The_extra_mlp_starts_as_the_identity()
    {
        using var scope = NewDisposeScope();
        using var mlp = new ExtraMlp(8, InternVideo2.Layers.Initializer.Seeded(1));
        var z = rand([3, 8]);
        Close.Check("identity", mlp.call(z), z, 0);
    }

    [Fact]
    public void Full_tuning_trains_everything() => Assert.Equal(Names(TrainedParts.Everything).Count, Names(null).Count);

    [Fact]
    public void Probes_train_what_they_say()
    {
        var head = Names(TrainedParts.Head);
        Assert.Equal(["fc_norm.weight", "fc_norm.bias", "head.weight", "head.bias"], head);

        var attentive = Names(TrainedParts.PoolingAndHead);
        Assert.All(attentive.Except(head), name => Assert.StartsWith("clip_projector.", name));
        Assert.Equal(14, attentive.Count - head.Count);

        var open = Names(new TrainedParts { LastBlocks = 2 });
        Assert.Equal(["blocks.1", "blocks.2"], open.Except(head).Select(name => string.Join('.', name.Split('.')[..2])).Distinct());
    }

    [Theory]
    [InlineData(MergeNorm.Batch)]
    [InlineData(MergeNorm.PlainBatch)]
    public void Running_statistics_follow_training_and_rule_evaluation(MergeNorm norm)
    {
        using var scope = NewDisposeScope();
        using var model = new VideoClassifier(Options with { Input = HeadInput.ClassFrames, MergeNorm = norm, HeadScale = 1 });
        var frames = SmallEncoder.Frames(4);
        model.eval();
        var before = model.call(frames, null);
        model.train();
        var first = model.call(frames, null);
        model.eval();

        Assert.Equal(1, OfficialKeys.Classifier.State(model).Single(s => s.Name == "down_norm.num_batches_tracked").Value.ToInt64());
        Assert.True(first.sub(before).abs().max().ToSingle() > 1e-3);
        Assert.True(model.call(frames, null).sub(before).abs().max().ToSingle() > 1e-5);
    }

    [Fact]
    public void Dropout_draws_from_the_given_generator_and_only_in_training()
    {
        using var scope = NewDisposeScope();
        using var model = SmallEncoder.Disturbed(new VideoClassifier(Options with { HeadDropout = 0.5 }));
        var frames = SmallEncoder.Frames();
        Tensor Once(ulong seed)
        {
            using var generator = new Generator(seed);
            return model.call(frames, generator);
        }
        Close.Check("same seed", Once(1), Once(1), 0);
        Assert.True(Once(1).sub(Once(2)).abs().max().ToSingle() > 1e-4);
        Assert.Throws<ArgumentNullException>(() => model.call(frames, null));
        model.eval();
        Close.Check("evaluation", model.call(frames, null), Once(1), 0);
    }

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Assert.Contains("Classes is 1; allowed: 2 or more", Assert.Throws<ArgumentOutOfRangeException>(() => (Options with { Classes = 1 }).Validate()).Message);
        Assert.Contains("HeadDropout", Assert.Throws<ArgumentOutOfRangeException>(() => (Options with { HeadDropout = 1 }).Validate()).Message);
    }

    private static List<string> Names(TrainedParts? parts)
    {
        using var model = new VideoClassifier(Options);
        parts?.Apply(model);
        return [.. OfficialKeys.Classifier.Parameters(model).Where(p => p.Parameter.requires_grad).Select(p => p.Name)];
    }
}
