using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Encoders;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage1;

/// <summary>
/// A small student of stage 1 that has learned of moving shapes what its two teachers know: the vision encoder with which stage 2 begins, as the official
/// one begins with the student of stage 1.
/// </summary>
public static class TinyStudent
{
    /// <summary>Seed of the clips it learns from.</summary>
    public const ulong DataSeed = 3000;

    /// <summary>How it is trained: motion counts four times as much as appearance, which is learned sooner.</summary>
    /// <param name="encoder">Its sizes; patches and frames as the teachers have them.</param>
    /// <param name="teachers">Trained ones.</param>
    public static Stage1Options Recipe(VideoEncoderOptions encoder, TinyTeachers teachers) => Stage1Options.Shapes.With(teachers) with
    {
        Name = "tiny student",
        Student = encoder,
        Distillation = Stage1Options.Shapes.Distillation with { Alpha1 = 0.25, Alpha2 = 1 },
        Draws = 1,
    };

    /// <summary>
    /// The trained weights of a folder; if they are not there yet, they are trained and written. A training that was stopped goes on when called again.
    /// </summary>
    /// <param name="folder">Holds student.safetensors; created if absent.</param>
    /// <param name="encoder">Its sizes.</param>
    /// <param name="teachers">Trained ones; see <see cref="TinyTeachers.LoadOrTrain"/>.</param>
    /// <param name="clips">Clips to learn from. 1 … 100,000.</param>
    /// <param name="progress">Makes who is told about the steps; called only if it is trained. Null: nobody is told.</param>
    /// <param name="cancellation">Stops after the step in progress; its state is saved.</param>
    /// <returns>The encoder under its official keys.</returns>
    /// <exception cref="OperationCanceledException">Stopped; call again to go on.</exception>
    /// <exception cref="InvalidDataException">The file of the folder was made by another recipe.</exception>
    public static TeacherWeights LoadOrTrain(
        string folder, VideoEncoderOptions encoder, TinyTeachers teachers, int clips = 4000,
        Func<string, IProgress<TrainingProgress>>? progress = null, CancellationToken cancellation = default)
    {
        var recipe = Recipe(encoder, teachers);
        var list = MovingShapesSet.Manifest(ShapesSplit.Train, clips, DataSeed, twoMotions: 0);
        using var drawn = TinyTeachers.CreateLoader();
        using var loader = new KeptClips(drawn);
        var school = new TeacherSchool(Path.Combine(folder, "student.safetensors"), $"{recipe}, {list.Source}, {clips} clips, {loader.Fingerprint}");
        return school.LoadOrTrain(
            () => new ClipDataset(list, loader, new() { BatchSize = recipe.Training.BatchSize, Seed = recipe.Training.Seed, Draws = recipe.Draws }),
            () => recipe.CreateObjective(), objective => objective.Student.Encoder, OfficialKeys.Encoder, recipe.Training,
            () => progress?.Invoke("stage 1: a student of both teachers"), cancellation);
    }
}
