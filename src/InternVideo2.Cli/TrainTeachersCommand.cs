using System.CommandLine;
using System.Globalization;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Evaluation;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Cli;

/// <summary><c>iv2 train-teachers</c>: trains the two tiny teachers on drawn moving shapes, writes their weights, and tells what they know.</summary>
internal static class TrainTeachersCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "folder of spatial.safetensors and motion.safetensors; what is there is kept, what was stopped goes on", Required = true };
        var clips = new Option<int?>("--clips") { Description = "clips of the moving shapes they learn from" };
        var spatialEpochs = new Option<int?>("--spatial-epochs") { Description = "passes over the clips of the spatial teacher" };
        var motionEpochs = new Option<int?>("--motion-epochs") { Description = "passes over the clips of the motion teacher without labels (VideoMAE)" };
        var labelEpochs = new Option<int?>("--label-epochs") { Description = "passes over the clips of the motion teacher with labels; 0: it sees none" };
        var probe = new Option<int>("--probe") { Description = "clips to ask the teachers about afterwards; 0: none", DefaultValueFactory = _ => 1000 };
        var command = new Command("train-teachers", "train a spatial and a motion teacher on moving shapes, in minutes") { folder, clips, spatialEpochs, motionEpochs, labelEpochs, probe };
        command.SetAction((call, cancellation) =>
        {
            var usual = new TinyTeacherOptions();
            var options = usual with
            {
                Clips = call.GetValue(clips) ?? usual.Clips,
                Spatial = usual.Spatial with { Training = WithEpochs(usual.Spatial.Training, call.GetValue(spatialEpochs)) },
                Motion = usual.Motion with { Training = WithEpochs(usual.Motion.Training, call.GetValue(motionEpochs)) },
                Labels = call.GetValue(labelEpochs) == 0 ? null : usual.Labels! with { Training = WithEpochs(usual.Labels.Training, call.GetValue(labelEpochs)) },
            };
            var teachers = TinyTeachers.LoadOrTrain(call.GetRequiredValue(folder), options, Progress, cancellation);
            Console.WriteLine($"spatial teacher: {teachers.Spatial.Weights!.Path}");
            Console.WriteLine($"motion teacher: {teachers.Motion.Weights!.Path}");
            if (call.GetValue(probe) > 0) Ask(teachers, call.GetValue(probe), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static TrainerOptions WithEpochs(TrainerOptions training, int? epochs) => training with { Epochs = epochs ?? training.Epochs };

    private static IProgress<TrainingProgress> Progress(string name)
    {
        Console.WriteLine(name);
        return new TextProgress(Console.Out, every: 50);
    }

    private static void Ask(TinyTeachers teachers, int clips, CancellationToken cancellation)
    {
        using var loader = TinyTeachers.CreateLoader();
        var fitOn = MovingShapesSet.Manifest(ShapesSplit.Independent, clips, twoMotions: 0).Clips;
        var scoreOn = MovingShapesSet.Manifest(ShapesSplit.Independent, clips, seed: 1, twoMotions: 0).Clips;
        Console.WriteLine($"what a linear probe reads off them, % of {clips} clips that were not learned from:");
        Print("untrained ", TeacherKnowledge.Of(TinyTeachers.Untrained, loader, fitOn, scoreOn, cancellation));
        Print("", TeacherKnowledge.Of(teachers, loader, fitOn, scoreOn, cancellation));
    }

    private static void Print(string which, IReadOnlyList<TeacherKnowledgeRow> rows)
    {
        foreach (var row in rows)
        {
            var scores = row.Scores.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Factor} {100 * s.Accuracy.Value:0.0} (chance {100 * s.Chance:0.0})"));
            Console.WriteLine($"{which}{row.Features}: {string.Join(", ", scores)}");
        }
    }
}
