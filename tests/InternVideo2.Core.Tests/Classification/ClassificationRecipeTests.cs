using InternVideo2.Classification;
using InternVideo2.Stage1;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Classification;

/// <summary>The published recipes are complete and say what the tables say.</summary>
public sealed class ClassificationRecipeTests
{
    [Fact]
    public void All_published_recipes_are_there_and_valid()
    {
        Assert.Equal(62, ClassificationRecipe.OfficialNames.Count);
        Assert.All(ClassificationRecipe.OfficialNames, name => ClassificationRecipe.Official(name).Validate());
    }

    // Peak learning rates as the published tables give them.
    [Theory]
    [InlineData("1B_ft_k710_f8", 1e-4, 0.9, 710)]
    [InlineData("6B_ft_k710_ft_k400_f16", 1e-5, 0.915, 400)]
    [InlineData("S14_ft_ssv2_f8", 1e-3, 0.75, 174)]
    [InlineData("L14_ft_ssv2_f8", 2e-3, 0.75, 174)]
    [InlineData("1B_ap_k710_f16_loadStage2", 8e-4, 1, 710)]
    [InlineData("6B_lp_ucf101_f16", 2e-3, 1, 101)]
    public void Rates_are_the_published_ones(string name, double peak, double layerDecay, int classes)
    {
        var recipe = ClassificationRecipe.Official(name);

        Assert.Equal(peak, recipe.Training.PeakLearningRate, 1e-9);
        Assert.Equal(layerDecay, recipe.Training.LayerDecay);
        Assert.Equal(classes, recipe.Classifier.Classes);
        Assert.Equal((0.999, 1e-8, 0), (recipe.Training.Beta2, recipe.Training.Epsilon, recipe.Training.ClipNorm));
    }

    [Fact]
    public void Kinds_differ_in_what_is_trained_and_how()
    {
        var full = ClassificationRecipe.Official("1B_ft_ssv2_f8");
        Assert.Equal(TrainedParts.Everything, full.Objective.Trained);
        Assert.Equal((RandAugment.FineTuning, false), (full.Transform.Operations, full.Transform.Flip));
        Assert.Equal((FrameSampling.Ticks, 2, 3), (full.Sampling, full.TestSegments, full.TestCrops));
        Assert.Equal((8, 0.3), (full.Classifier.Encoder.Frames, full.Classifier.Encoder.DropPath));

        var attentive = ClassificationRecipe.Official("6B_ap_ssv2_f16_loadStage2");
        Assert.True(attentive.Classifier.ExtraMlp);
        Assert.Equal((TrainedParts.PoolingAndHead, RandAugment.Probing), (attentive.Objective.Trained, attentive.Transform.Operations));
        Assert.Equal((16, 0, 48), (attentive.Classifier.Encoder.Frames, attentive.Classifier.Encoder.DropPath, attentive.Classifier.Encoder.Depth));
        Assert.False(ClassificationRecipe.Official("6B_ap_k710_f16_loadStage2").Classifier.ExtraMlp);

        var linear = ClassificationRecipe.Official("1B_lp_ssv2_f16");
        Assert.Equal((TrainedParts.Head, HeadInput.ClassFramesPooled), (linear.Objective.Trained, linear.Classifier.Input));
        Assert.Equal(HeadInput.Pooled, ClassificationRecipe.Official("1B_lp_k400_f16").Classifier.Input);

        // Attentive probing among the recipes of full tuning keeps their augmentation.
        var anet = ClassificationRecipe.Official("6B_ft_k710_ft_k400_ap_anet_f8");
        Assert.Equal((TrainedParts.PoolingAndHead, RandAugment.FineTuning), (anet.Objective.Trained, anet.Transform.Operations));
        Assert.Equal(336, ClassificationRecipe.Official("6B_ft_k710_ft_k400_ft_mit_f8_res224to336").Classifier.Encoder.ImageSize);
    }

    [Fact]
    public void Tiny_probes_freeze_and_do_not_decay()
    {
        var tuning = ClassificationRecipe.Tiny(Stage1Options.Tiny.Student, 8, TrainedParts.Everything);
        var probe = ClassificationRecipe.Tiny(Stage1Options.Tiny.Student, 8, TrainedParts.PoolingAndHead);
        tuning.Validate();
        probe.Validate();

        Assert.Equal((0.05, 0.9, 0.05), (tuning.Training.WeightDecay, tuning.Training.LayerDecay, tuning.Classifier.Encoder.DropPath));
        Assert.Equal((0.0, 1.0, 0.0), (probe.Training.WeightDecay, probe.Training.LayerDecay, probe.Classifier.Encoder.DropPath));
        Assert.False(tuning.Transform.Flip);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_known_ones() =>
        Assert.Contains("S14_ft_k710_f8", Assert.Throws<ArgumentException>(() => ClassificationRecipe.Official("S14_ft_imagenet")).Message);

    [Fact]
    public void An_odd_batch_cannot_be_mixed()
    {
        var odd = ClassificationRecipe.Official("S14_ft_k710_f8");
        odd = odd with { Training = odd.Training with { BatchSize = 3, SamplesPerClip = 1 } };

        Assert.Contains("even number", Assert.Throws<ArgumentOutOfRangeException>(odd.Validate).Message);
        (odd with { Objective = odd.Objective with { Mixing = MixingOptions.None } }).Validate();
    }
}
