using InternVideo2.Audio;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Text;

namespace InternVideo2.Checkpoints;

/// <summary>A model of stage 2 with the weights of a checkpoint and its tokenizer, ready to be asked: in evaluation mode and frozen. Owns the model.</summary>
public sealed class PretrainedAlignment : IDisposable
{
    private readonly SafetensorsFile file;

    private PretrainedAlignment(AlignmentModel model, AlignmentDescription description, SafetensorsFile file, LoadReport report)
    {
        (Model, Description, this.file, Report) = (model, description, file, report);
        Matcher = new AlignmentMatcher(model, WordPieceTokenizer.Of(description.Vocabulary));
    }

    public AlignmentModel Model { get; }

    /// <summary>How it is built, what it reads and hears.</summary>
    public AlignmentDescription Description { get; }

    /// <summary>The model as evaluation asks it.</summary>
    public AlignmentMatcher Matcher { get; }

    /// <summary>What was loaded, and what else the file holds.</summary>
    public LoadReport Report { get; }

    /// <summary>Writes a model so that <see cref="Open"/> needs nothing else. The file is replaced as a whole.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <param name="model">Its weights stand in the file under their official keys.</param>
    /// <param name="tokenizer">What reads its texts.</param>
    /// <param name="maxTokens">Tokens of the longest texts it was trained with.</param>
    /// <param name="sound">The features of the sounds it was trained with; null without.</param>
    /// <exception cref="SafetensorsException">The file cannot be written; an old one is unchanged.</exception>
    public static void Save(string path, AlignmentModel model, WordPieceTokenizer tokenizer, int maxTokens = 32, LogMelOptions? sound = null)
    {
        var description = new AlignmentDescription { Model = model.Options, Vocabulary = tokenizer.Vocabulary, MaxTokens = maxTokens, Sound = sound };
        var metadata = new Dictionary<string, string> { [AlignmentDescription.Key] = description.ToJson() };
        SafetensorsWriter.Write(path, OfficialKeys.AlignmentOf(model).State(model), metadata);
    }

    /// <summary>Opens a checkpoint. Weights stay in the file's own pages, unless tables are resized. Not inside a DisposeScope.</summary>
    /// <param name="path">A safetensors file with official keys.</param>
    /// <param name="description">How the model is built; null: as the file itself says.</param>
    /// <param name="frames">Frames it shall see instead of those it was trained with: tables of positions are stretched over time (stage 2, 13.2 and 15.4).</param>
    /// <exception cref="SafetensorsException">Not a well-formed file, or it does not say how the model is built.</exception>
    /// <exception cref="CheckpointMismatchException">The weights do not fit the description; holds the report.</exception>
    /// <exception cref="VocabularyException">The vocabulary lacks special tokens.</exception>
    public static PretrainedAlignment Open(string path, AlignmentDescription? description = null, int? frames = null)
    {
        var file = SafetensorsFile.Open(path);
        AlignmentModel? model = null;
        try
        {
            description ??= AlignmentDescription.Of(file) ?? throw new SafetensorsException(
                path, "the file does not say how its model is built", advice: "Name the model's preset and vocabulary.");
            // Retrieval's own checkpoints have no word head (stage 2, 3.3).
            if (!file.Entries.Keys.Any(key => key.StartsWith("text_encoder.cls.", StringComparison.Ordinal)))
                description = description with { Model = description.Model with { Text = description.Model.Text with { WordHead = false } } };
            var times = description.Model.Vision.Encoder.Grid.Times;
            if (frames is { } wanted) description = description with { Model = Seeing(description.Model, wanted) };
            var stretched = description.Model.Vision.Encoder.Grid.Times != times;
            model = new AlignmentModel(description.Model, stretched ? Initializer.Blank() : Initializer.Deferred());
            model.eval();
            foreach (var parameter in model.parameters()) parameter.requires_grad = false;
            var keys = OfficialKeys.AlignmentOf(model);
            var report = stretched
                ? CheckpointLoader.Load(model, keys, file, LoadRecipe.Stage2 with { TableTimes = times, Policy = LoadPolicy.AllowUnexpected })
                : MappedWeights.Load(model, keys, file, policy: LoadPolicy.AllowUnexpected);
            return new PretrainedAlignment(model, description, file, report);
        }
        catch
        {
            model?.Dispose();
            file.Dispose();
            throw;
        }
    }

    private static AlignmentModelOptions Seeing(AlignmentModelOptions model, int frames) =>
        model with { Vision = model.Vision with { Encoder = model.Vision.Encoder with { Frames = frames } } };

    public void Dispose()
    {
        Model.Dispose();
        file.Dispose();
    }
}
