using System.CommandLine;
using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Cli;

/// <summary><c>iv2 train stage1</c>: distils a student from two teachers, saves its state in a folder, and goes on from there when called again.</summary>
internal static class TrainCommand
{
    /// <summary>The student with which stages 2 and 3 of the moving shapes begin.</summary>
    private static readonly Stage1Options Shapes = TinyStudent.Recipe(VideoEncoderOptions.Shapes, TinyTeachers.Untrained) with { Name = Stage1Options.Shapes.Name };

    private static readonly Stage1Options[] Presets =
        [Shapes, Stage1Options.Tiny, Stage1Options.S14, Stage1Options.B14, Stage1Options.L14, Stage1Options.Giant1B, Stage1Options.Giant6B];

    public static Command Create() => new("train", "train a stage") { CreateStage1(), TrainStage2Command.Create(), TrainStage3Command.Create(), TrainLanguageCommand.Create() };

    private static Command CreateStage1()
    {
        var preset = new Option<string>("--preset") { Description = "sizes and recipe", DefaultValueFactory = _ => Stage1Options.Tiny.Name };
        preset.AcceptOnlyFromAmong([.. Presets.Select(p => p.Name)]);
        var clips = new Option<string?>("--clips") { Description = $"the clip list (JSON or JSONL); with --preset {Shapes.Name} it may be left out: moving shapes are drawn on the fly" };
        var shapes = new Option<int>("--shapes") { Description = "moving shapes to draw", DefaultValueFactory = _ => 4000 };
        var media = new Option<string?>("--media") { Description = "the media folder; default: the list's own" };
        var folder = new Option<string>("--out") { Description = "folder of the run: state and student; a run that is there is continued", Required = true };
        var spatial = new Option<string?>("--spatial-teacher") { Description = "safetensors file of the spatial teacher; default: an untrained one" };
        var motion = new Option<string?>("--motion-teacher") { Description = "safetensors file of the motion teacher; default: an untrained one" };
        var alpha1 = new Option<double?>("--alpha1") { Description = "weight of the spatial teacher" };
        var alpha2 = new Option<double?>("--alpha2") { Description = "weight of the motion teacher" };
        var epochs = new Option<int?>("--epochs") { Description = "passes over the clips" };
        var batch = new Option<int?>("--batch") { Description = "clips in one step" };
        var seed = new Option<ulong?>("--seed") { Description = "of every draw" };
        var steps = new Option<long?>("--steps") { Description = "stop after so many steps of this call" };
        var device = new DeviceChoice();
        var command = new Command("stage1", "distil a student from two teachers")
        {
            preset, clips, shapes, media, folder, spatial, motion, alpha1, alpha2, epochs, batch, seed, steps,
        };
        device.AddTo(command);
        command.Validators.Add(call =>
        {
            if (call.GetValue(clips) is null && call.GetValue(preset) != Shapes.Name)
            {
                call.AddError($"--preset {call.GetValue(preset)} needs --clips, a clip list; only --preset {Shapes.Name} draws its own clips.");
            }
        });
        command.SetAction((call, cancellation) =>
        {
            var where = device.Of(call);
            var chosen = Presets.Single(p => p.Name == call.GetValue(preset));
            var distillation = chosen.Distillation;
            var training = chosen.Training;
            var warmup = training.WarmupEpochs / training.Epochs * (call.GetValue(epochs) ?? training.Epochs);
            var options = chosen with
            {
                Distillation = distillation with { Alpha1 = call.GetValue(alpha1) ?? distillation.Alpha1, Alpha2 = call.GetValue(alpha2) ?? distillation.Alpha2 },
                Training = training with
                {
                    Epochs = call.GetValue(epochs) ?? training.Epochs,
                    WarmupEpochs = warmup,
                    BatchSize = call.GetValue(batch) ?? training.BatchSize,
                    Seed = call.GetValue(seed) ?? training.Seed,
                },
            };
            using var drawn = TinyTeachers.CreateLoader();
            using var kept = new KeptClips(drawn);
            using var run = call.GetValue(clips) is { } list
                ? new DistillationRun(options, ClipManifest.Read(list, call.GetValue(media)), device: where)
                : new DistillationRun(options, MovingShapesSet.Manifest(ShapesSplit.Train, call.GetValue(shapes), TinyStudent.DataSeed, twoMotions: 0), kept, device: where);
            LoadTeachers(run.Objective, call.GetValue(spatial), call.GetValue(motion));
            Train(run, call.GetRequiredValue(folder), call.GetValue(steps), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void LoadTeachers(DistillationObjective objective, string? spatial, string? motion)
    {
        if (objective.Spatial is { } seer) Load(seer.Network, OfficialKeys.Encoder, spatial, "spatial");
        if (objective.Motion is { } mover) Load(mover.Network, OfficialKeys.MotionTeacher, motion, "motion");
    }

    private static void Load(TorchSharp.torch.nn.Module network, KeyTable keys, string? path, string which)
    {
        if (path is null)
        {
            Console.WriteLine($"note: the {which} teacher is untrained; --{which}-teacher names its weights");
            return;
        }

        using var file = SafetensorsFile.Open(path);
        Console.WriteLine(CheckpointLoader.Load(network, keys, file));
    }

    private static void Train(DistillationRun run, string folder, long? steps, CancellationToken cancellation)
    {
        var states = Path.Combine(folder, "state");
        if (run.Trainer.LoadIfSaved(states))
        {
            Console.WriteLine($"going on from step {run.Trainer.Step}");
        }

        run.Trainer.Run(steps, states, new TextProgress(Console.Out, run.Options.Training.LogEvery), cancellation);
        foreach (var broken in run.Data.Broken.List)
        {
            Console.WriteLine($"not read: {broken.Message}");
        }

        var student = Path.Combine(folder, "student.safetensors");
        SafetensorsWriter.Write(student, OfficialKeys.Student.State(run.Objective.Student));
        Console.WriteLine($"step {run.Trainer.Step} of {run.Trainer.Steps}; the student is in {student}");
    }
}
