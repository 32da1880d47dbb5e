using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// Trains a network until its weights are in a file, and knows a file that was written before. A training that was stopped goes on from a folder
/// beside the file, which is deleted at the end.
/// </summary>
/// <param name="File">Where the weights go, under their official keys.</param>
/// <param name="Recipe">Everything that decides about the weights, as text; written into the file.</param>
internal sealed record TeacherSchool(string File, string Recipe)
{
    private const string RecipeKey = "recipe";

    private string StateFolder => File + ".training";

    /// <summary>The weights, trained now if there is no file.</summary>
    /// <param name="data">What it is trained on; asked for only if it is trained. Owned by this call.</param>
    /// <param name="objective">What it learns; likewise.</param>
    /// <param name="network">The part of it that becomes the teacher.</param>
    /// <param name="keys">The official keys of that part.</param>
    /// <param name="training">How long and how fast.</param>
    /// <param name="progress">Makes who is told about the steps; asked only if it is trained.</param>
    /// <param name="cancellation">Stops after the step in progress; its state is saved.</param>
    /// <exception cref="InvalidDataException">The file was made by another recipe.</exception>
    /// <exception cref="RunStateException">A training that was stopped had other options, or cannot be read.</exception>
    public TeacherWeights LoadOrTrain<T>(
        Func<IClipSource> data, Func<T> objective, Func<T, nn.Module> network, KeyTable keys, TrainerOptions training,
        Func<IProgress<TrainingProgress>?> progress, CancellationToken cancellation) where T : IObjective
    {
        if (System.IO.File.Exists(File))
        {
            CheckRecipe();
            return TeacherWeights.Of(File);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(File))!);
        using var random = new RandomStreams(training.Seed);
        using var source = data();
        using var learner = objective();
        using (var trainer = new Trainer(learner, source, training, random, recipe: Recipe))
        {
            trainer.LoadIfSaved(StateFolder);
            trainer.Run(folder: StateFolder, progress: progress(), cancellation: cancellation);
        }
        SafetensorsWriter.Write(File, keys.State(network(learner)), new Dictionary<string, string> { [RecipeKey] = Recipe });
        Directory.Delete(StateFolder, recursive: true);
        return TeacherWeights.Of(File);
    }

    private void CheckRecipe()
    {
        using var file = SafetensorsFile.Open(File);
        var found = file.Metadata.GetValueOrDefault(RecipeKey, "none");
        if (found == Recipe) return;
        var (there, here) = (found.Split(", "), Recipe.Split(", "));
        var differences = there.Length == here.Length ? there.Zip(here).Where(p => p.First != p.Second).Select(p => $"{p.First} → {p.Second}") : [found];
        throw new InvalidDataException(
            $"The teacher in '{File}' was trained by another recipe: {string.Join("; ", differences.Take(8))}. Choose another folder, or delete the file to train it anew.");
    }
}
