using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Stage3;
using InternVideo2.Teachers;
using InternVideo2.Tests;
using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: training from the command line leaves a student, and a second call goes on where the first one stopped. The student of moving shapes is of use in the next stages.</summary>
[Trait("Category", "Slow")]
public sealed class TrainCommandTests
{
    [Fact]
    public async Task A_run_in_two_calls_ends_like_a_run_in_one()
    {
        using var folder = new TemporaryFolder();
        var whole = Path.Combine(folder.Path, "whole");
        var parts = Path.Combine(folder.Path, "parts");

        Assert.Equal(0, (await TrainAsync(whole)).Code);
        Assert.Equal(0, (await TrainAsync(parts, "--steps", "1")).Code);
        Assert.Equal(0, (await TrainAsync(parts)).Code);

        using var expected = SafetensorsFile.Open(Path.Combine(whole, "student.safetensors"));
        using var actual = SafetensorsFile.Open(Path.Combine(parts, "student.safetensors"));
        Assert.Equal(expected.Entries.Keys, actual.Entries.Keys);
        Assert.All(expected.Entries.Keys, key => Assert.True(expected.Bytes(key).SequenceEqual(actual.Bytes(key)), key));

        async Task<Call> TrainAsync(string run, params string[] more)
        {
            var list = folder.File("clips.jsonl");
            await File.WriteAllLinesAsync(list, ["""{"video":"h264_cfr.mp4"}""", """{"video":"rot90.mp4"}"""]);
            return await Call.RunAsync(["train", "stage1", "--clips", list, "--media", Clips, "--out", run, "--batch", "1", "--epochs", "1", .. more]);
        }
    }

    [Fact]
    public async Task A_student_of_moving_shapes_is_that_of_the_notebooks_and_the_sight_of_stages_2_and_3()
    {
        using var folder = new TemporaryFolder();
        var recipe = new TinyTeacherOptions { Clips = 32 };
        recipe = recipe with { Spatial = recipe.Spatial with { Training = Short(recipe.Spatial.Training) }, Motion = recipe.Motion with { Training = Short(recipe.Motion.Training) }, Labels = null };
        var teachers = TinyTeachers.LoadOrTrain(folder.File("teachers"), recipe);
        var expected = TinyStudent.LoadOrTrain(folder.File("student"), VideoEncoderOptions.Shapes, teachers, clips: 64);

        var trained = await Call.RunAsync(
            "train", "stage1", "--preset", "shapes", "--shapes", "64", "--out", folder.File("run"),
            "--spatial-teacher", folder.File("teachers/spatial.safetensors"), "--motion-teacher", folder.File("teachers/motion.safetensors"));
        Assert.Equal((0, ""), (trained.Code, trained.Error));

        var student = folder.File("run/student.safetensors");
        using (SafetensorsFile of = SafetensorsFile.Open(expected.Path), written = SafetensorsFile.Open(student))
        {
            Assert.All(of.Entries.Keys, key => Assert.True(of.Bytes(key).SequenceEqual(written.Bytes(key)), key));
            using var looking = new VisionEncoder(Stage3Options.Shapes.Vision);
            Assert.Empty(ChatStart.Vision(looking, written).Missing);
        }

        var aligned = await Call.RunAsync("train", "stage2", "--out", folder.File("aligned"), "--sight", student, "--shapes", "4", "--batch", "4", "--steps", "1");
        Assert.Equal((0, ""), (aligned.Code, aligned.Error));

        static TrainerOptions Short(TrainerOptions training) => training with { Epochs = 1, WarmupEpochs = 0, BatchSize = 16 };
    }

    [Fact]
    public async Task Only_moving_shapes_need_no_list()
    {
        var call = await Call.RunAsync("train", "stage1", "--preset", "S14", "--out", "nowhere");

        Assert.Equal(2, call.Code);
        Assert.Contains("--preset S14 needs --clips", call.Error);
        Assert.False(Directory.Exists("nowhere"));
    }

    private static string Clips => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge");
}
