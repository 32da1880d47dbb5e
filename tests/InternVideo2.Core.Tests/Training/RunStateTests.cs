using System.Text.Json.Nodes;
using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>
/// A run that stops and goes on, in a new process with new objects, is the uninterrupted run to the last bit; and whatever is wrong with a
/// saved state is said, with nothing changed.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class RunStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.File("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stop_and_resume_is_bitwise()
    {
        using var whole = new ToyRun();
        whole.Run();
        using (var first = new ToyRun())
        {
            first.Run(9, Folder);
            Assert.Equal(whole.Losses.Take(9), first.Losses);
        }

        // Other initial weights, other state of the default generator: all of it must come from the saved state.
        using var second = new ToyRun(modelSeed: 77, defaultSeed: 123);
        second.Trainer.Load(Folder);
        Assert.Equal(9, second.Trainer.Step);
        second.Run();

        Assert.Equal(whole.Losses.Skip(9), second.Losses);
        Assert.Equal(whole.Reports.Skip(9).Select(r => r.GradientNorm), second.Reports.Select(r => r.GradientNorm));
        second.AssertSameWeights(whole);
    }

    [Fact]
    public void Saving_does_not_change_the_run()
    {
        using var whole = new ToyRun();
        whole.Run();

        using var saving = new ToyRun(ToyRun.Options with { CheckpointEvery = 1 });
        saving.Run(folder: Folder);

        Assert.Equal(whole.Losses, saving.Losses);
        saving.AssertSameWeights(whole);
    }

    [Fact]
    public void A_killed_run_continues_from_its_last_saved_state()
    {
        using var whole = new ToyRun();
        whole.Run();

        // Killed in step 8, after the state of step 6, in the middle of writing another one: what is on disk is all that is left.
        using (var killed = new ToyRun(ToyRun.Options with { CheckpointEvery = 3 }))
        {
            killed.Data.BeforeBatch = (made, _) => Assert.NotEqual(7, made);
            Assert.ThrowsAny<Exception>(() => killed.Run(folder: Folder));
        }

        Directory.CreateDirectory(Path.Combine(Folder, "step-00000008"));
        File.WriteAllText(Path.Combine(Folder, "step-00000008", "model.safetensors"), "half");

        using var resumed = new ToyRun(modelSeed: 5);
        resumed.Trainer.Load(Folder);
        Assert.Equal(6, resumed.Trainer.Step);
        resumed.Run(folder: Folder);

        Assert.Equal(whole.Losses.Skip(6), resumed.Losses);
        Assert.Equal(["step-00000020"], Directory.GetDirectories(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Cancellation_saves_the_state()
    {
        using var run = new ToyRun();
        using var source = new CancellationTokenSource();
        run.Trainer.StepDone += p =>
        {
            if (p.Step == 4)
            {
                source.Cancel();
            }
        };

        Assert.ThrowsAny<OperationCanceledException>(() => run.Run(folder: Folder, cancellation: source.Token));

        using var resumed = new ToyRun();
        resumed.Trainer.Load(Folder);
        Assert.Equal(4, resumed.Trainer.Step);
    }

    [Fact]
    public void A_failing_disk_leaves_the_state_before()
    {
        using var run = new ToyRun();
        run.Run(2, Folder);

        // The name of the pointer's folder entry is taken away at the last moment: everything else of the new state has been written.
        var error = Assert.Throws<RunStateException>(() => RunFolder.Commit(Folder, 3, state =>
        {
            File.WriteAllText(Path.Combine(state, "model.safetensors"), "half of it");
            throw new IOException("No space left on device");
        }));

        Assert.Contains("No space left on device", error.Message);
        Assert.Contains("'step-00000002', is unchanged", error.Message);
        Assert.Single(Directory.GetDirectories(Folder));
        using var resumed = new ToyRun();
        resumed.Trainer.Load(Folder);
        Assert.Equal(2, resumed.Trainer.Step);
    }

    [Fact]
    public void The_same_step_can_be_saved_twice()
    {
        using var run = new ToyRun();
        run.Run(2, Folder);
        run.Trainer.Save(Folder);
        run.Trainer.Save(Folder);

        using var resumed = new ToyRun();
        resumed.Trainer.Load(Folder);
        Assert.Equal(2, resumed.Trainer.Step);
        Assert.Single(Directory.GetDirectories(Folder));
    }

    [Fact]
    public void Another_run_is_not_overwritten()
    {
        using (var first = new ToyRun())
        {
            first.Run(2, Folder);
        }

        using var second = new ToyRun();

        Assert.Contains("holds a saved run", Assert.Throws<RunStateException>(() => second.Run(1, Folder)).Message);
        Assert.Empty(second.Reports);
    }

    [Fact]
    public void A_folder_without_a_run_is_named()
    {
        using var run = new ToyRun();

        Assert.Contains(Folder, Assert.Throws<RunStateException>(() => run.Trainer.Load(Folder)).Message);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("random.safetensors")]
    [InlineData("buffers.safetensors")]
    [InlineData("state.json")]
    public void A_missing_file_is_named(string name)
    {
        AssertRefused(state => File.Delete(Path.Combine(state, name)), name);
    }

    [Theory]
    [InlineData("model.safetensors", "bytes instead of")]
    [InlineData("optimizer.safetensors", "bytes instead of")]
    [InlineData("state.json", "is damaged")]
    public void A_truncated_file_is_named(string name, string message)
    {
        AssertRefused(state => Truncate(Path.Combine(state, name)), name, message);
    }

    [Fact]
    public void A_damaged_pointer_is_named() => AssertRefused(state => Truncate(Path.Combine(Folder, "run.json")), "run.json", "step-00000002");

    [Fact]
    public void A_pointer_out_of_the_folder_is_refused() =>
        AssertRefused(_ => File.WriteAllText(Path.Combine(Folder, "run.json"), """{"state":"../step-1"}"""), "not a sub-folder");

    [Fact]
    public void A_pointer_to_nothing_is_named() =>
        AssertRefused(_ => File.WriteAllText(Path.Combine(Folder, "run.json"), """{"state":"step-00000099"}"""), "step-00000099", "Present: step-00000002");

    [Fact]
    public void Another_version_is_named()
    {
        AssertRefused(state => Edit(Path.Combine(state, "state.json"), json => json["Version"] = 2), "has version 2; this program reads version 1");
    }

    [Fact]
    public void Tensors_of_another_model_are_named()
    {
        AssertRefused(state => File.Copy(Path.Combine(state, "buffers.safetensors"), Path.Combine(state, "model.safetensors"), overwrite: true), "model.safetensors");
    }

    [Fact]
    public void A_file_that_holds_no_generator_states_is_named() => AssertRefused(
        state =>
        {
            File.Copy(Path.Combine(state, "model.safetensors"), Path.Combine(state, "random.safetensors"), overwrite: true);
            Edit(Path.Combine(state, "state.json"), json => json["Files"]!["random.safetensors"] = json["Files"]!["model.safetensors"]!.DeepClone());
        },
        "random.safetensors",
        "'default' is missing");

    [Fact]
    public void Other_options_are_named()
    {
        using (var run = new ToyRun())
        {
            run.Run(2, Folder);
        }

        using var other = new ToyRun(ToyRun.Options with { Seed = 10, LogEvery = 3 });
        var error = Assert.Throws<RunStateException>(() => other.Trainer.Load(Folder));
        Assert.Contains("Seed: 9 → 10.", error.Message);
    }

    [Fact]
    public void Another_recipe_is_named()
    {
        using (var run = new ToyRun(recipe: "Toy { Alpha = 1, Beta = 2, Depth = 3 }"))
        {
            run.Run(2, Folder);
        }

        using var other = new ToyRun(recipe: "Toy { Alpha = 1, Beta = 0.5, Depth = 3 }");
        Assert.Contains("other options: Beta = 2 → Beta = 0.5.", Assert.Throws<RunStateException>(() => other.Trainer.Load(Folder)).Message);
    }

    [Fact]
    public void Other_data_are_named()
    {
        using (var run = new ToyRun(ToyRun.Options with { StepsPerEpoch = 4 }))
        {
            run.Run(2, Folder);
        }

        using var other = new ToyRun(ToyRun.Options with { StepsPerEpoch = 4 }, data: new ToySource(clipsPerEpoch: 10));
        Assert.Contains("'toy 0 10' here", Assert.Throws<RunStateException>(() => other.Trainer.Load(Folder)).Message);
    }

    /// <summary>Saves a run, damages it, and expects loading to name the damage and to change nothing.</summary>
    private void AssertRefused(Action<string> damage, params string[] messages)
    {
        using (var run = new ToyRun())
        {
            run.Run(2, Folder);
        }

        damage(Path.Combine(Folder, "step-00000002"));
        using var other = new ToyRun(modelSeed: 3);
        var before = other.Weights();

        var error = Assert.Throws<RunStateException>(() => other.Trainer.Load(Folder));

        Assert.All(messages, m => Assert.Contains(m, error.Message));
        Assert.Equal(before, other.Weights());
        Assert.Equal(0, other.Trainer.Step);
    }

    private static void Truncate(string path)
    {
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length * 2 / 3)]);
    }

    private static void Edit(string path, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        edit(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
