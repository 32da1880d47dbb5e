using InternVideo2.Checkpoints;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Language.Training;
using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Stage3;

/// <summary>
/// A small language model that stage 3 gives eyes to. It has read conversations about clips of the moving shapes in which the caption stands where later the
/// clip itself will, so it knows how to answer a question about a description, and nothing about pictures.
/// </summary>
public static class TinyLanguage
{
    /// <summary>Seed of the clips that are told.</summary>
    public const ulong DataSeed = 6000;

    private const string RecipeName = "recipe.txt";

    /// <summary>How it is trained.</summary>
    public static LanguageTrainingOptions Lesson { get; } = LanguageTrainingOptions.Shapes with { Name = "tiny language" };

    /// <summary>The texts it learns from: clips of one motion, their captions in the order of words that people write.</summary>
    /// <param name="split">Which part of the teaching set.</param>
    /// <param name="clips">How many, 1 … 100,000.</param>
    /// <param name="seed">Of the set.</param>
    public static IReadOnlyList<TrainingText> Texts(ShapesSplit split, int clips, ulong seed = DataSeed) => ToldConversation.OfShapes(
        ConversationTemplate.Of(PromptStyle.Mistral), split, clips, new ToldShapesOptions { Seed = seed, TwoMotions = 0, Shuffled = 0 });

    /// <summary>
    /// A folder with the trained model and its tokenizer, in Hugging Face's form; if they are not there yet, they are trained and written. A training that was
    /// stopped goes on when called again.
    /// </summary>
    /// <param name="folder">Created if absent.</param>
    /// <param name="clips">Clips that are told, each once. 1 … 100,000.</param>
    /// <param name="progress">Makes who is told about the steps; called only if it is trained. Null: nobody is told.</param>
    /// <param name="cancellation">Stops after the step in progress; its state is saved.</param>
    /// <returns>The folder, for <see cref="ChatStart.Language"/> and <see cref="TokenizerFolder.Load"/>.</returns>
    /// <exception cref="OperationCanceledException">Stopped; call again to go on.</exception>
    /// <exception cref="InvalidDataException">The model of the folder was made by another recipe.</exception>
    public static string LoadOrTrain(
        string folder, int clips = 16_000, Func<string, IProgress<TrainingProgress>>? progress = null, CancellationToken cancellation = default)
    {
        var recipe = $"{Lesson}, told shapes, seed {DataSeed}, {clips} clips";
        var mark = Path.Combine(folder, RecipeName);
        if (File.Exists(mark))
        {
            return File.ReadAllText(mark) == recipe
                ? folder
                : throw new InvalidDataException($"The language model in '{folder}' was trained by another recipe. Choose another folder, or delete it to train it anew.");
        }
        Directory.CreateDirectory(folder);
        var texts = Texts(ShapesSplit.Train, clips);
        var tokenizer = BytePairTraining.LoadOrLearn(folder, texts.SelectMany(text => text.Pieces), new() { VocabularySize = Lesson.VocabularySize }, cancellation);
        using var rows = new TextRows(texts, tokenizer, Lesson.Rows);
        using var run = new LanguageRun(Lesson, rows, tokenizer);
        var states = Path.Combine(folder, "state");
        run.Trainer.LoadIfSaved(states);
        run.Trainer.Run(folder: states, progress: progress?.Invoke("a language model reads about shapes"), cancellation: cancellation);
        run.Save(folder);
        AtomicFile.Write(mark, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(recipe)));
        Directory.Delete(states, recursive: true);
        return folder;
    }
}
