using InternVideo2.Checkpoints;
using InternVideo2.Classification;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>The recipes bring each kind of official file into its model; what was adapted, dropped and missing stands in the report.</summary>
public sealed class LoadRecipeTests : IDisposable
{
    private static readonly DistillationStudentOptions StudentOptions = new()
    {
        Encoder = SmallEncoder.Options,
        SpatialLayers = LayerSelection.Last(1),
        SpatialWidth = 6,
        FinalWidth = 5,
        MotionLayers = LayerSelection.Last(1),
        MotionWidth = 4,
    };

    private static readonly MotionTeacherOptions MotionOptions = new()
    {
        ImageSize = 8,
        PatchSize = 4,
        Frames = 4,
        Width = 16,
        Depth = 2,
        Heads = 2,
        MlpRatio = 2,
        Layers = LayerSelection.Last(1),
    };

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_stage_1_student_becomes_a_classifier_of_longer_and_larger_clips()
    {
        using var student = SmallEncoder.Disturbed(new DistillationStudent(StudentOptions, Initializer.Seeded(1)));
        using var model = Classifier(SmallEncoder.Options with { Frames = 8, ImageSize = 20 });
        using var file = Saved(OfficialKeys.Student.State(student));

        var report = CheckpointLoader.Load(model, OfficialKeys.Classifier, file, LoadRecipe.Classifier with { TableTimes = 4 });

        var table = Assert.Single(report.Interpolated);
        Assert.Equal(new LoadChange("pos_embed", "[1, 37, 32]", "[1, 201, 32]", "grid 4×3×3 to 8×5×5"), table);
        using var expected = PositionResize.ResizeTable(Value(OfficialKeys.Student, student, "pos_embed"), new(4, 3), new(8, 5));
        Same(expected, Value(OfficialKeys.Classifier, model, "pos_embed"));
        Same(Value(OfficialKeys.Student, student, "blocks.2.mlp.fc2.bias"), Value(OfficialKeys.Classifier, model, "blocks.2.mlp.fc2.bias"));
        Assert.Equal(["fc_norm.weight", "fc_norm.bias", "head.weight", "head.bias"], report.Missing);
        Assert.Empty(report.Unexpected);
        Assert.Contains(report.Dropped, drop => drop.Key == "final_clip_decoder.head.weight" && drop.Rule.Contains("clip_decoder"));
        Assert.Contains("1 interpolated: pos_embed", report.ToString());
    }

    [Fact]
    public void The_known_positions_in_time_decide_even_when_the_shape_would_fit()
    {
        // 4·2·2 rows are as many as 1·4·4.
        using var model = Classifier(SmallEncoder.Options with { ImageSize = 16, Frames = 1 });
        using var other = Classifier(SmallEncoder.Options with { ImageSize = 8, Frames = 4 });
        using var file = Saved(OfficialKeys.Classifier.State(other));

        Assert.Single(CheckpointLoader.Load(model, OfficialKeys.Classifier, file, LoadRecipe.Classifier with { TableTimes = 4 }).Interpolated);
        Assert.Empty(CheckpointLoader.Load(model, OfficialKeys.Classifier, file, LoadRecipe.Classifier with { TableTimes = 1 }).Interpolated);
    }

    [Fact]
    public void Separable_tables_are_resized_each_along_its_own_axes()
    {
        var separable = SmallEncoder.Options with { Positions = PositionKind.Separable };
        using var small = SmallEncoder.Create(separable);
        using var large = SmallEncoder.Create(separable with { Frames = 8, ImageSize = 20 });
        using var file = Saved(OfficialKeys.Encoder.State(small));

        Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(large, OfficialKeys.Encoder, file, LoadRecipe.Exact));
        var report = CheckpointLoader.Load(large, OfficialKeys.Encoder, file, LoadRecipe.Exact with { TableTimes = 4 });

        Assert.Equal(["grid 1×3×3 to 1×5×5", "grid 4×1×1 to 8×1×1"], report.Interpolated.Select(change => change.How));
    }

    [Fact]
    public void Prefixes_are_stripped_and_the_vision_part_of_stage_2_is_taken_out()
    {
        using var model = Classifier(SmallEncoder.Options);
        using var first = Classifier(SmallEncoder.Options, seed: 5);
        using var second = SmallEncoder.Create(SmallEncoder.Options with { Frames = 2 });
        using var stage1 = Saved(OfficialKeys.Classifier.State(first).Select(entry => ("backbone." + entry.Name, entry.Value)));
        using var stage2 = Saved([
            .. OfficialKeys.Encoder.State(second).Select(entry => ("vision_encoder." + entry.Name, entry.Value)),
            ("vision_encoder.clip_pos_embed", ones(1)), ("vision_encoder.img_pos_embed", ones(1)), ("vision_encoder.clip_decoder.0.head.weight", ones(1)),
            ("text_encoder.weight", ones(1)),
        ]);

        Assert.True(CheckpointLoader.Load(model, OfficialKeys.Classifier, stage1, LoadRecipe.Classifier with { TableTimes = 4 }).IsComplete);
        var report = CheckpointLoader.Load(model, OfficialKeys.Classifier, stage2, LoadRecipe.Stage2Override with { TableTimes = 2 });

        Assert.Equal(4, report.Dropped.Count);
        Assert.Equal(4, report.Missing.Count);
        Same(Value(OfficialKeys.Classifier, first, "head.bias"), Value(OfficialKeys.Classifier, model, "head.bias"));
        Same(Value(OfficialKeys.Encoder, second, "cls_token"), Value(OfficialKeys.Classifier, model, "cls_token"));

        using var teacher = SmallEncoder.Create();
        Assert.Empty(CheckpointLoader.Load(teacher, OfficialKeys.Encoder, stage2, LoadRecipe.Stage2Teacher with { TableTimes = 2 }).Missing);
    }

    [Fact]
    public void An_image_teacher_takes_a_kernel_of_two_dimensions_and_a_table_of_another_side()
    {
        var options = SmallEncoder.Options with { Frames = 1, Positions = PositionKind.Image };
        using var source = SmallEncoder.Create(options);
        using var larger = SmallEncoder.Create(options with { ImageSize = 16 });
        var kernel = Value(OfficialKeys.Encoder, source, "patch_embed.proj.weight");
        using var file = Saved([
            .. OfficialKeys.Encoder.State(source).Where(entry => entry.Name != "patch_embed.proj.weight"),
            ("patch_embed.proj.weight", kernel.squeeze(2)), ("logit_scale", ones(1)),
        ]);

        var report = CheckpointLoader.Load(larger, OfficialKeys.Encoder, file, LoadRecipe.SpatialTeacher);

        Assert.Equal(["logit_scale"], report.Unexpected);
        Assert.Equal("patch_embed.proj.weight", Assert.Single(report.Reshaped).Key);
        Assert.Equal("grid 1×3×3 to 1×4×4", Assert.Single(report.Interpolated).How);
        Same(kernel, Value(OfficialKeys.Encoder, larger, "patch_embed.proj.weight"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_motion_teacher_is_the_encoder_of_its_file_and_may_have_single_frames(int tubelet)
    {
        using var source = new MotionTeacher(MotionOptions, Initializer.Seeded(1));
        using var target = new MotionTeacher(MotionOptions with { TubeletSize = tubelet, Frames = 2 * tubelet }, Initializer.Seeded(2));
        var encoder = OfficialKeys.MotionTeacher.State(source.Network).Select(entry => ("encoder." + entry.Name, entry.Value));
        using var file = Saved([.. encoder, ("decoder.x", ones(1))]);

        var report = CheckpointLoader.Load(target.Network, OfficialKeys.MotionTeacher, file, LoadRecipe.MotionTeacher);

        Assert.True(report.IsComplete);
        string[] changes = tubelet == 1 ? ["kernel of 2 frames averaged"] : [];
        Assert.Equal(changes, report.Reshaped.Select(change => change.How));
        var kernel = Value(OfficialKeys.MotionTeacher, source.Network, "patch_embed.proj.weight");
        Same(tubelet == 1 ? kernel.mean([2], keepdim: true) : kernel, Value(OfficialKeys.MotionTeacher, target.Network, "patch_embed.proj.weight"));
    }

    [Theory]
    [InlineData(TubeletInflation.Mean)]
    [InlineData(TubeletInflation.Centre)]
    public void A_kernel_is_inflated_as_the_recipe_says(TubeletInflation inflation)
    {
        using var single = SmallEncoder.Create(SmallEncoder.Options with { Frames = 2 });
        using var pairs = SmallEncoder.Create(SmallEncoder.Options with { TubeletSize = 2 });
        using var file = Saved(OfficialKeys.Encoder.State(single));

        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(pairs, OfficialKeys.Encoder, file, LoadRecipe.Exact));
        Assert.Contains("LoadRecipe.Inflation", error.Message);
        CheckpointLoader.Load(pairs, OfficialKeys.Encoder, file, LoadRecipe.Exact with { Inflation = inflation });

        using var expected = PatchKernel.Inflate(Value(OfficialKeys.Encoder, single, "patch_embed.proj.weight"), 2, inflation);
        Same(expected, Value(OfficialKeys.Encoder, pairs, "patch_embed.proj.weight"));
    }

    [Fact]
    public void Heads_are_left_out_cut_or_picked_from()
    {
        using var seven = Classifier(SmallEncoder.Options, classes: 7, seed: 5);
        using var four = Classifier(SmallEncoder.Options, classes: 4, seed: 6);
        using var file = Saved(OfficialKeys.Classifier.State(seven));
        var recipe = LoadRecipe.Classifier with { TableTimes = 4 };
        var before = Value(OfficialKeys.Classifier, four, "head.weight").clone();

        LoadReport Load(HeadRule head) => CheckpointLoader.Load(four, OfficialKeys.Classifier, file, recipe with { Head = head });

        Assert.Contains(nameof(HeadRule.First), Assert.Throws<CheckpointMismatchException>(() => Load(HeadRule.Keep)).Message);
        Assert.Equal(["head.weight", "head.bias"], Load(HeadRule.Delete).Missing);
        Same(before, Value(OfficialKeys.Classifier, four, "head.weight"));

        var all = Value(OfficialKeys.Classifier, seven, "head.weight");
        Assert.Equal("4 of 7 classes", Load(HeadRule.First(4)).Reshaped[0].How);
        Same(all.narrow(0, 0, 4), Value(OfficialKeys.Classifier, four, "head.weight"));
        Load(HeadRule.Rows([6, 0, 5, 1]));
        Same(stack([all[6], all[0], all[5], all[1]]), Value(OfficialKeys.Classifier, four, "head.weight"));
        Assert.Throws<CheckpointMismatchException>(() => Load(HeadRule.Rows([7, 0, 5, 1])));
    }

    [Fact]
    public void Two_keys_that_become_one_are_refused()
    {
        using var model = SmallEncoder.Create();
        using var file = Saved([("backbone.cls_token", ones(1)), ("cls_token", ones(1))]);

        var error = Assert.Throws<CheckpointException>(
            () => CheckpointLoader.Load(model, OfficialKeys.Encoder, file, new LoadRecipe { Keys = [KeyRule.Strip("backbone.")] }));
        Assert.Contains("'cls_token'", error.Message);
    }

    private static VideoClassifier Classifier(VideoEncoderOptions encoder, int classes = 3, ulong seed = 4) =>
        SmallEncoder.Disturbed(new VideoClassifier(new() { Encoder = encoder, Classes = classes }, Initializer.Seeded(seed)), seed);

    private static Tensor Value(KeyTable keys, nn.Module module, string key) => keys.State(module).Single(entry => entry.Name == key).Value.detach();

    private SafetensorsFile Saved(IEnumerable<(string, Tensor)> tensors)
    {
        var path = folder.File($"{Guid.NewGuid():N}.safetensors");
        SafetensorsWriter.Write(path, tensors);
        return SafetensorsFile.Open(path);
    }

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.contiguous().data<float>().ToArray(), actual.contiguous().data<float>().ToArray());
    }
}
