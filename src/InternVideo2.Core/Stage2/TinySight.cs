using InternVideo2.Checkpoints;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage2;

/// <summary>
/// A small vision encoder that stage 2 has taught which words belong to what it sees: what stage 3 looks with, as the official one looks with the encoder of
/// stages 1 and 2.
/// </summary>
public static class TinySight
{
    /// <summary>Seed of the clips it learns from.</summary>
    public const ulong DataSeed = 5000;

    /// <summary>
    /// How it is trained: on videos alone, nothing hidden. Words of captions count four times as much as in the paper, as they ask for all that is seen, and the
    /// contrast of few clips is content with colours and motions.
    /// </summary>
    /// <param name="student">The encoder after stage 1; see <see cref="Stage1.TinyStudent"/>. Null: it knows nothing yet.</param>
    public static Stage2Options Lesson(TeacherWeights? student) => Stage2Options.Shapes with
    {
        Name = "sight",
        Audio = null,
        Sight = student,
        Losses = Stage2Options.Shapes.Losses with { Pairs = MediaPairs.VideoText, Beta3 = 4 },
        Phase = AlignmentPhase.Unmasked with { Name = "videos alone", FreezeVision = false },
        Training = Stage2Options.Shapes.Training with { Epochs = 5, StepsPerEpoch = null, WarmupEpochs = 0.3 },
    };

    /// <summary>
    /// The trained weights of a folder; if they are not there yet, they are trained and written. A training that was stopped goes on when called again.
    /// </summary>
    /// <param name="folder">Holds sight.safetensors; created if absent.</param>
    /// <param name="student">As in <see cref="Lesson"/>.</param>
    /// <param name="clips">Clips to learn from. 1 … 100,000.</param>
    /// <param name="progress">Makes who is told about the steps; called only if it is trained. Null: nobody is told.</param>
    /// <param name="cancellation">Stops after the step in progress; its state is saved.</param>
    /// <returns>The encoder under its official keys.</returns>
    /// <exception cref="OperationCanceledException">Stopped; call again to go on.</exception>
    /// <exception cref="InvalidDataException">The file of the folder was made by another recipe.</exception>
    public static TeacherWeights LoadOrTrain(
        string folder, TeacherWeights student, int clips = 4000, Func<string, IProgress<TrainingProgress>>? progress = null, CancellationToken cancellation = default)
    {
        var tokenizer = ShapesVocabulary.Tokenizer;
        var lesson = Lesson(student).For(tokenizer);
        using var media = new ShapesMedia(ShapesMediaOptions.Dense with { Seed = DataSeed });
        var corpus = media.Video(ShapesSplit.Train, clips);
        var school = new TeacherSchool(Path.Combine(folder, "sight.safetensors"), $"{lesson}, {corpus.Clips.Source}, {clips} clips, {corpus.Frames!.Fingerprint}");
        return school.LoadOrTrain(
            () => new MediaMixer([corpus], new() { BatchSize = lesson.Training.BatchSize, Seed = lesson.Training.Seed }),
            () => new AlignmentObjective(lesson.CreateModel(), tokenizer, lesson.Losses, lesson.Phase),
            objective => objective.Alignment.Vision.Encoder, OfficialKeys.Encoder, lesson.Training, () => progress?.Invoke("stage 2: videos and captions"), cancellation);
    }
}
