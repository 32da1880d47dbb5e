using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Text;

namespace InternVideo2.Checkpoints;

/// <summary>
/// A chat model with the weights of a folder and its tokenizers, ready to be asked: in evaluation mode and frozen. Owns the model.
/// </summary>
public sealed class PretrainedChat : IDisposable
{
    /// <summary>The file of a folder that holds weights and description; the tokenizer's files lie beside it.</summary>
    public const string FileName = "model.safetensors";

    private readonly ICheckpoint file;

    private PretrainedChat(VideoChatModel model, ChatDescription description, ChatTokenizers tokenizers, ICheckpoint file, LoadReport report) =>
        (Model, Description, Tokenizers, this.file, Report) = (model, description, tokenizers, file, report);

    public VideoChatModel Model { get; }

    /// <summary>How it is built and spoken to.</summary>
    public ChatDescription Description { get; }

    public ChatTokenizers Tokenizers { get; }

    /// <summary>The form of its conversations.</summary>
    public ConversationTemplate Template => ConversationTemplate.Of(Description.Instruction.Style);

    /// <summary>What was loaded, and what else the file holds.</summary>
    public LoadReport Report { get; }

    /// <summary>Writes a model so that <see cref="Open"/> needs nothing else: all weights, the language model's too, and the tokenizers. Each file is replaced as a whole.</summary>
    /// <param name="folder">Created if absent.</param>
    /// <param name="model">Its weights stand in the file under their official keys.</param>
    /// <param name="tokenizers">What reads its texts.</param>
    /// <param name="instruction">The form of its conversations.</param>
    /// <exception cref="SafetensorsException">The file cannot be written; an old one is unchanged.</exception>
    /// <exception cref="IOException">A tokenizer cannot be written.</exception>
    public static void Save(string folder, VideoChatModel model, ChatTokenizers tokenizers, InstructionOptions instruction)
    {
        Directory.CreateDirectory(folder);
        var description = new ChatDescription
        {
            Model = model.Options,
            Instruction = instruction,
            Vocabulary = tokenizers.Words?.Vocabulary,
            Ends = tokenizers.Ends.Count > 0 ? tokenizers.Ends : null,
        };
        tokenizers.Language.Save(folder);
        var metadata = new Dictionary<string, string> { [ChatDescription.Key] = description.ToJson() };
        SafetensorsWriter.Write(Path.Combine(folder, FileName), OfficialKeys.ChatOf(model).State(model), metadata);
    }

    /// <summary>Opens a folder. Weights of float32 stay in the file's own pages, others are converted. Not inside a DisposeScope.</summary>
    /// <param name="folder">
    /// With <see cref="FileName"/>, or any one checkpoint with all weights under official keys (shards and their index, .pth), and the tokenizer's files.
    /// </param>
    /// <param name="description">How the model is built (<see cref="ChatDescription.Of(Stage3Options, WordPieceTokenizer)"/>); null: as the file itself says.</param>
    /// <exception cref="FileNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="CheckpointException">Not a well-formed checkpoint, or it does not say how the model is built.</exception>
    /// <exception cref="CheckpointMismatchException">The weights do not fit the description; holds the report.</exception>
    /// <exception cref="VocabularyException">A tokenizer is missing, damaged, or does not fit the model.</exception>
    public static PretrainedChat Open(string folder, ChatDescription? description = null)
    {
        var path = Path.Combine(folder, FileName);
        var file = Checkpoint.Open(Directory.Exists(folder) && !File.Exists(path) ? folder : path);
        VideoChatModel? model = null;
        try
        {
            description ??= (file is SafetensorsFile own ? ChatDescription.Of(own) : null) ?? throw new CheckpointException(
                file.Path, "the file does not say how its model is built", advice: "Name the model's options.");
            var tokenizers = new ChatTokenizers(TokenizerFolder.Load(folder), description.Vocabulary is { } words ? WordPieceTokenizer.Of(words) : null)
            {
                Ends = description.Ends ?? [],
            };
            tokenizers.CheckFit(description.Model);
            model = new VideoChatModel(description.Model, Initializer.Deferred());
            model.eval();
            foreach (var parameter in model.parameters()) parameter.requires_grad = false;
            var report = MappedWeights.Load(model, OfficialKeys.ChatOf(model), file, new LoadRecipe { Keys = OfficialKeys.OtherChatNames });
            return new PretrainedChat(model, description, tokenizers, file, report);
        }
        catch
        {
            model?.Dispose();
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Model.Dispose();
        file.Dispose();
    }
}
