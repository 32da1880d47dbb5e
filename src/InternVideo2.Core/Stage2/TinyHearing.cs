using InternVideo2.Checkpoints;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Teachers;
using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Stage2;

/// <summary>
/// A small audio encoder that knows sounds before stage 2 begins, because one that is frozen in the first phase learns nothing there. The official one,
/// BEATs, was pretrained without labels on two million recordings; a minute would not do for that. Ours learns by contrast (ATC) from sounds of the moving
/// shapes, of another seed than any experiment, and from texts that tell the melody and the word. Only the audio encoder is kept: no text encoder of
/// an experiment has read of sounds before.
/// </summary>
public static class TinyHearing
{
    /// <summary>Seed of the sounds it learns from.</summary>
    public const ulong DataSeed = 2000;

    /// <summary>How the audio encoder of an experiment is trained before it: its own sizes, contrast of sound and text alone.</summary>
    public static Stage2Options Lesson(Stage2Options experiment) => experiment with
    {
        Name = "hearing",
        Sight = null,
        Hearing = null,
        Losses = new AlignmentOptions { Pairs = MediaPairs.AudioText, Beta2 = 0, Beta3 = 0 },
        Phase = AlignmentPhase.Unmasked,
        Training = experiment.Training with { Epochs = 10, StepsPerEpoch = null, WarmupEpochs = 0.5, BatchSize = 64, BaseLearningRate = 2e-3, CheckpointEvery = 100 },
    };

    /// <summary>
    /// The trained weights of a folder; if they are not there yet, they are trained and written. A training that was stopped goes on when called again.
    /// </summary>
    /// <param name="folder">Holds hearing.safetensors; created if absent.</param>
    /// <param name="experiment">Gives the sizes; with an audio encoder.</param>
    /// <param name="tokenizer">Reads the texts.</param>
    /// <param name="shapes">How sounds are made; its seed is replaced. Null: three seconds in 64 bands.</param>
    /// <param name="speech">Speaks, shared with others; null: made here.</param>
    /// <param name="clips">Sounds to learn from. 1 … 100,000.</param>
    /// <param name="progress">Makes who is told about the steps; called only if it is trained. Null: nobody is told.</param>
    /// <param name="cancellation">Stops after the step in progress; its state is saved.</param>
    /// <returns>For <see cref="Stage2Options.Hearing"/>.</returns>
    /// <exception cref="OperationCanceledException">Stopped; call again to go on.</exception>
    /// <exception cref="InvalidDataException">The file of the folder was made by another recipe.</exception>
    public static TeacherWeights LoadOrTrain(
        string folder, Stage2Options experiment, WordPieceTokenizer tokenizer, ShapesMediaOptions? shapes = null, SpokenSentences? speech = null, int clips = 2000,
        Func<string, IProgress<TrainingProgress>>? progress = null, CancellationToken cancellation = default)
    {
        var lesson = Lesson(experiment).For(tokenizer);
        using var media = new ShapesMedia((shapes ?? new ShapesMediaOptions()) with { Seed = DataSeed }, speech);
        var corpus = media.Audio(ShapesSplit.Train, clips);
        var school = new TeacherSchool(Path.Combine(folder, "hearing.safetensors"), $"{lesson}, {corpus.Clips.Source}, {clips} clips, {corpus.Sound!.Fingerprint}");
        return school.LoadOrTrain(
            () => new MediaMixer([corpus], new() { BatchSize = lesson.Training.BatchSize, Seed = lesson.Training.Seed }),
            () => new AlignmentObjective(lesson.CreateModel(), tokenizer, lesson.Losses, lesson.Phase),
            objective => objective.Alignment.Audio!, OfficialKeys.Audio, lesson.Training, () => progress?.Invoke("hearing: sounds and texts"), cancellation);
    }
}
