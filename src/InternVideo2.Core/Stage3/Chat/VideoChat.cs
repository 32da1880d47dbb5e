using System.Runtime.CompilerServices;
using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Text;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// A model that answers questions about clips, piece by piece (stage 3, 12): <c>await foreach (var piece in chat.Ask("clip.mp4", "What moves?"))</c>. One
/// question at a time. Each answer is written in evaluation mode; the mode the model had is put back.
/// </summary>
public sealed partial class VideoChat : IDisposable
{
    // VideoChat2 looks at so many; its encoder has positions for any number.
    private const int UsualFrames = 16;

    private readonly bool ownsModel;
    private readonly int padding;
    private PretrainedChat? opened;

    /// <param name="model">What answers.</param>
    /// <param name="tokenizers">The language model's, and the Q-Former's where it reads texts.</param>
    /// <param name="options">How; validated here. Null: the defaults.</param>
    /// <param name="ownsModel">Whether the model is disposed with this object.</param>
    /// <exception cref="VocabularyException">A tokenizer has numbers that the model has no embedding for.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or the Q-Former shall read an instruction and cannot.</exception>
    public VideoChat(VideoChatModel model, ChatTokenizers tokenizers, VideoChatOptions? options = null, bool ownsModel = false)
    {
        (Model, Tokenizers, Options, this.ownsModel) = (model, tokenizers, options ?? new VideoChatOptions(), ownsModel);
        Options.Validate();
        tokenizers.CheckFit(model.Options);
        if (Options.Instruction is not null && (tokenizers.Words is null || !model.Options.QFormer.Text))
        {
            throw new ArgumentException(
                $"The Q-Former shall read an instruction ({nameof(VideoChatOptions)}.{nameof(VideoChatOptions.Instruction)}), but it has no text branch or no vocabulary. Leave it null.", nameof(options));
        }
        if (Options.Frames is { } frames && model.Options.Vision.Video is { } encoder && frames != encoder.Frames)
        {
            throw new ArgumentException(
                $"{nameof(VideoChatOptions)}.{nameof(VideoChatOptions.Frames)} is {frames}, and the vision encoder has positions for {encoder.Frames} frames. Leave it null, or build the model for other clips and resize its table of positions ({nameof(ChatStart)}).", nameof(options));
        }
        Template = ConversationTemplate.Of(Options.Style);
        padding = ChatScripts.Padding(tokenizers.Language);
    }

    /// <summary>Opens a folder that <see cref="PretrainedChat.Save"/> wrote: model, tokenizers, and the form of its conversations.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How it watches and answers; null: as it was tuned (<see cref="VideoChatOptions.Of"/>).</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">There is no such folder or file.</exception>
    /// <exception cref="CheckpointException">The file of weights is damaged, or not one of a chat model.</exception>
    /// <exception cref="CheckpointMismatchException">The weights do not fit the description; holds the report.</exception>
    /// <exception cref="VocabularyException">A tokenizer is missing, damaged, or does not fit the model.</exception>
    public static VideoChat Load(string folder, VideoChatOptions? options = null)
    {
        var pretrained = PretrainedChat.Open(folder);
        try
        {
            return new VideoChat(pretrained.Model, pretrained.Tokenizers, options ?? VideoChatOptions.Of(pretrained.Description.Instruction)) { opened = pretrained };
        }
        catch
        {
            pretrained.Dispose();
            throw;
        }
    }

    public VideoChatModel Model { get; }

    public ChatTokenizers Tokenizers { get; }

    public VideoChatOptions Options { get; }

    /// <summary>The form of the prompts.</summary>
    public ConversationTemplate Template { get; }

    /// <summary>Frames of a clip that are looked at.</summary>
    public int Frames => Options.Frames ?? Model.Options.Vision.Video?.Frames ?? UsualFrames;

    /// <summary>Answers one question about a file.</summary>
    /// <param name="path">A video, a picture, or a folder of pictures.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellation">Ends the answer before its next token. Leaving the loop ends it as well.</param>
    /// <returns>Pieces of the answer, as they are written; none breaks a character.</returns>
    /// <exception cref="VideoException">The file cannot be read.</exception>
    /// <exception cref="ContextLengthException">The prompt leaves no room in the language model's context.</exception>
    public IAsyncEnumerable<string> Ask(string path, string question, CancellationToken cancellation = default) => Ask(Read(path, cancellation), question, cancellation);

    /// <summary>Answers one question about frames.</summary>
    /// <param name="clip">The frames, from <see cref="Read"/> or drawn; as many as <see cref="Frames"/>.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellation">Ends the answer before its next token. Leaving the loop ends it as well.</param>
    /// <inheritdoc cref="Ask(string, string, CancellationToken)"/>
    public async IAsyncEnumerable<string> Ask(VideoClip clip, string question, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var talk = About(clip);
        await foreach (var piece in talk.Ask(question, cancellation: cancellation).ConfigureAwait(false)) yield return piece;
    }

    /// <summary>Begins a conversation about a file, which is watched once.</summary>
    /// <param name="path">A video, a picture, or a folder of pictures.</param>
    /// <param name="cancellation">Ends the decoding.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="VideoException">The file cannot be read.</exception>
    public ClipConversation About(string path, CancellationToken cancellation = default) => About(Read(path, cancellation));

    /// <summary>Begins a conversation about frames, which are watched once.</summary>
    /// <param name="clip">The frames, from <see cref="Read"/> or drawn; as many as <see cref="Frames"/>, or one: a picture, where the vision encoder takes them.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="ArgumentException">Another number of frames than the vision encoder has positions for.</exception>
    public ClipConversation About(VideoClip clip)
    {
        var media = clip.Frames == 1 && TakesPictures ? MediaType.Image : MediaType.Video;
        if (media == MediaType.Video && clip.Frames != Frames) throw new ArgumentException($"The clip has {clip.Frames} frames; this chat looks at {Frames}. {nameof(Read)} chooses them.", nameof(clip));
        using var views = Views(clip);
        return new ClipConversation(this, See(views).DetachFromDisposeScope(), media, Told(media, clip.Timestamps));
    }

    /// <summary>Frames of a file, chosen as the published chat programs do: <see cref="Frames"/> of them, with their times if it has any; of a picture, one.</summary>
    /// <param name="path">A video, a picture, or a folder of pictures.</param>
    /// <param name="cancellation">Ends the decoding.</param>
    /// <exception cref="VideoException">The file cannot be read.</exception>
    public VideoClip Read(string path, CancellationToken cancellation = default)
    {
        var entry = ClipEntry.OfFile(path);
        var clip = entry.Read(new SpacedSampler { Frames = Frames }, cancellation: cancellation);
        return clip.Indices.Distinct().Count() == 1 && TakesPictures ? ClipFrames.Pick(clip, [0]) : clip with { Timestamps = [.. entry.TimesOf(clip)] };
    }

    public void Dispose()
    {
        opened?.Dispose();
        if (ownsModel) Model.Dispose();
    }

    /// <summary>What the vision encoder sees, in evaluation mode and without gradients.</summary>
    /// <param name="frames">N × 3 × T × S × S, normalised.</param>
    /// <returns>N × n × C of the vision encoder, owned by the caller.</returns>
    internal Tensor See(Tensor frames)
    {
        using var frozen = no_grad();
        using var local = frames.to(Model.Language.Device);
        return Evaluating(() => Model.See(local));
    }

    /// <summary>What the queries find there, in evaluation mode and without gradients.</summary>
    /// <param name="seen">N × n × C, of <see cref="See"/>.</param>
    /// <param name="text">What they read besides, all N alike; null: nothing.</param>
    /// <returns>N × Q × C of the language model, owned by the caller.</returns>
    internal Tensor Find(Tensor seen, string? text)
    {
        using var frozen = no_grad();
        using var read = text is null ? null : Tokenizers.Words!.Sentences(
            [.. Enumerable.Repeat(text, (int)seen.shape[0])], Model.Options.QFormer.MaxPositions, side: Template.InstructionSide, cut: TextSide.Left);
        using var local = read?.To(seen.device);
        return Evaluating(() => Model.Find(seen, local));
    }

    /// <summary>What the Q-Former reads beside a clip.</summary>
    /// <param name="question">The first one about it.</param>
    /// <param name="told">Read in place of <see cref="VideoChatOptions.Instruction"/>; empty: not.</param>
    internal string? Reading(string question, string told = "")
    {
        var instruction = Options.Instruction is null || told.Length == 0 ? Options.Instruction : told;
        return instruction is null || !Options.ReadsQuestion ? instruction : Template.Instruction([new ClipQuestion(instruction, question, "")], withQuestion: true);
    }

    /// <summary>The embeddings of prompts.</summary>
    /// <param name="prompts">On the CPU.</param>
    /// <param name="visual">… × C: visual rows of all prompts, one after the other.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    internal Tensor Embed(PromptBatch prompts, Tensor visual)
    {
        using var frozen = no_grad();
        using var local = prompts.To(Model.Language.Device);
        return PromptSplice.Embed(Model.Language, local, visual);
    }

    /// <summary>What the language model is told about the times of frames; empty: nothing.</summary>
    internal string Told(MediaType media, IReadOnlyList<double> times) =>
        (Options.TellsFrames ?? Template.TellsFrames) && media is MediaType.Video or MediaType.AudioVideo && times.Count > 0 ? FramesMessage.Of(times) : "";

    /// <summary>How this chat writes, with what ends an answer.</summary>
    internal GenerationOptions Writing(GenerationOptions? generation = null)
    {
        var options = (generation ?? Options.Generation).For(Tokenizers.Language);
        return options with { Ends = [.. options.Ends.Union(Tokenizers.Ends)], StopSequences = [.. options.StopSequences, .. Template.Stops(Tokenizers.Language)] };
    }

    private bool TakesPictures => Model.Options.Vision.Video is not { Pictures: PicturePositions.None };

    // N × 3 × T × S × S
    private Tensor Views(VideoClip clip)
    {
        var size = Model.Options.Vision.ImageSize;
        if (Options.Tiles is not null)
        {
            using var tiles = new TiledClips(Options.Tiles with { TileSize = size });
            return tiles.Cut(clip);
        }
        using var frames = (Options.Transform ?? new CentreTransform { Size = size }).Apply(clip, new SeededRandom(0));
        return frames.unsqueeze(0);
    }

    private T Evaluating<T>(Func<T> work)
    {
        var training = Model.training;
        if (training) Model.eval();
        try
        {
            return work();
        }
        finally
        {
            if (training) Model.train();
        }
    }
}
