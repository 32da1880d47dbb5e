using InternVideo2.Language;
using InternVideo2.Stage3;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// What a chat model begins a sub-stage with (stage 3, 3.3): parts of what earlier stages learned. Each load is checked before anything is changed, and
/// its report lists what the file holds besides.
/// </summary>
public static class ChatStart
{
    /// <summary>The vision encoder of stage 1 or 2, or of a file that contains one; blocks that are not used are left out.</summary>
    /// <param name="vision">Gets the weights.</param>
    /// <param name="trained">The checkpoint, under official keys; it stays the caller's.</param>
    /// <param name="tableTimes">Positions in time of its table, where they are others than the model's (stage 3, 2.2).</param>
    /// <exception cref="CheckpointMismatchException">The encoder does not fit; holds the report.</exception>
    /// <exception cref="ArgumentException">The model looks with another kind of encoder.</exception>
    public static LoadReport Vision(VisionEncoder vision, ICheckpoint trained, int? tableTimes = null)
    {
        var encoder = vision.Video
            ?? throw new ArgumentException($"The model looks with {nameof(VisionEncoderOptions.Umt)}, not with an encoder of stage 1 or 2.", nameof(vision));
        return CheckpointLoader.Load(encoder, OfficialKeys.Encoder, trained, new LoadRecipe
        {
            Keys = trained.Entries.Keys.Any(key => key.StartsWith(OfficialKeys.VisionPart, StringComparison.Ordinal)) ? [KeyRule.Only(OfficialKeys.VisionPart)] : [],
            TableTimes = tableTimes,
            MayLack = OfficialKeys.OfPictures,
            Policy = LoadPolicy.AllowUnexpected,
        });
    }

    /// <summary>The language model, from a folder of Hugging Face or a file of llama2.c; adapters keep their first values.</summary>
    /// <param name="model">Gets the weights.</param>
    /// <param name="path">See <see cref="PretrainedLanguageModel.Open"/>.</param>
    /// <exception cref="CheckpointException">It was made with another option than the model; the message names it.</exception>
    /// <exception cref="CheckpointMismatchException">Its weights are of other sizes; holds the report.</exception>
    public static LoadReport Language(VideoChatModel model, string path)
    {
        using var trained = PretrainedLanguageModel.Open(path);
        CheckSame(path, trained.Model.Options, model.Language.Options);
        using var scope = NewDisposeScope();
        using var checkpoint = new TensorCheckpoint(OfficialKeys.LanguageOf(trained.Model.Options).State(trained.Model).ToDictionary());
        return CheckpointLoader.Load(
            model.Language, OfficialKeys.LanguageOf(model.Language.Options), checkpoint, LoadRecipe.Language(PretrainedLanguageModel.AdapterKeys(model.Language)));
    }

    /// <summary>Refuses weights that the model would take but compute other things with. Sizes of matrices are the load's own concern.</summary>
    private static void CheckSame(string path, LanguageModelOptions trained, LanguageModelOptions model)
    {
        Check(nameof(model.Heads), trained.Heads, model.Heads);
        Check(nameof(model.KeyHeads), trained.KeyHeadCount, model.KeyHeadCount);
        Check(nameof(model.HeadWidth), trained.ChannelsPerHead, model.ChannelsPerHead);
        Check(nameof(model.NormEpsilon), trained.NormEpsilon, model.NormEpsilon);
        Check(nameof(model.RotaryBase), trained.RotaryBase, model.RotaryBase);
        Check(nameof(model.Window), trained.Window, model.Window);
        Check(nameof(model.TiedHead), trained.TiedHead, model.TiedHead);

        void Check<T>(string member, T trained, T model)
        {
            if (EqualityComparer<T>.Default.Equals(trained, model)) return;
            throw new CheckpointException(path, $"the language model was made with another {nameof(LanguageModelOptions)}.{member}",
                expected: $"{model?.ToString() ?? "none"}", actual: $"{trained?.ToString() ?? "none"}",
                advice: $"Build the chat model with the options of the weights ({nameof(PretrainedLanguageModel)}.{nameof(PretrainedLanguageModel.Config)}).");
        }
    }

    /// <summary>
    /// Scales the projection's first values so that visual rows are as large as the language model's words: what queries find is normed, so a row's channels have
    /// the deviation of a matrix row's length. For small language models, after <see cref="Language"/>.
    /// </summary>
    /// <param name="model">Its projection has its first values yet; the bias becomes zero.</param>
    /// <returns>Root mean square of the words' channels, and of the rows' from now on.</returns>
    public static double Projection(VideoChatModel model)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (weight, words) = (model.Projection.weight, model.Language.Embed(arange(model.Options.Language.VocabularySize, device: model.Language.Device).unsqueeze(0)));
        var size = words.square().mean().sqrt();
        weight.mul_(size / weight.square().sum(1).mean().sqrt());
        model.Projection.bias!.zero_();
        return size.item<float>();
    }

    /// <summary>Sub-stage 3.1: the vision encoder, its norm, the queries and the Q-Former. Extra queries, projection and language model keep their values.</summary>
    /// <param name="model">Gets the weights.</param>
    /// <param name="aligned">A checkpoint of 3.1, under official keys; it stays the caller's.</param>
    /// <param name="tableTimes">Positions in time of its table, where they are others than the model's.</param>
    /// <exception cref="CheckpointMismatchException">A part is missing or does not fit; holds the report.</exception>
    public static LoadReport Alignment(VideoChatModel model, ICheckpoint aligned, int? tableTimes = null) =>
        Load(model, aligned, tableTimes, key => key.StartsWith("extra_query_tokens", StringComparison.Ordinal) || OfficialKeys.IsBehindBridge(model.Options.Family, key));

    /// <summary>The same from a model in memory; its table is resized where its clips have another length.</summary>
    /// <param name="model">Gets copies of the weights.</param>
    /// <param name="aligned">A model after 3.1; it stays the caller's.</param>
    /// <exception cref="CheckpointMismatchException">A part is missing or does not fit; holds the report.</exception>
    public static LoadReport Alignment(VideoChatModel model, BridgeModel aligned)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = new TensorCheckpoint(OfficialKeys.BridgeOf(aligned).State(aligned).ToDictionary());
        return Alignment(model, checkpoint, aligned.Options.Vision.Times);
    }

    /// <summary>
    /// Sub-stage 3.2 (or an earlier run of 3.3): everything it has. What reads instructions, adapters, and the language model, if the file has none, keep
    /// their values: load <see cref="Alignment(VideoChatModel, ICheckpoint, int?)"/> and <see cref="Language"/> before.
    /// </summary>
    /// <param name="model">Gets the weights.</param>
    /// <param name="connected">A checkpoint of 3.2, under official keys; it stays the caller's.</param>
    /// <param name="tableTimes">Positions in time of its table, where they are others than the model's.</param>
    /// <exception cref="CheckpointMismatchException">A part is missing or does not fit; holds the report.</exception>
    public static LoadReport Connection(VideoChatModel model, ICheckpoint connected, int? tableTimes = null) =>
        Load(model, connected, tableTimes, key => key.StartsWith(OfficialKeys.LanguagePart(model.Options.Family), StringComparison.Ordinal) || OfficialKeys.ReadsText(key));

    /// <summary>The same from a model in memory; its table is resized where its clips have another length.</summary>
    /// <param name="model">Gets copies of the weights.</param>
    /// <param name="connected">A model after 3.2; it stays the caller's.</param>
    /// <exception cref="CheckpointMismatchException">A part is missing or does not fit; holds the report.</exception>
    public static LoadReport Connection(VideoChatModel model, VideoChatModel connected)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = new TensorCheckpoint(OfficialKeys.ChatOf(connected).State(connected).ToDictionary());
        return Connection(model, checkpoint, connected.Options.Vision.Times);
    }

    private static LoadReport Load(VideoChatModel model, ICheckpoint checkpoint, int? tableTimes, Func<string, bool> mayLack)
    {
        var keys = OfficialKeys.ChatOf(model);
        var language = OfficialKeys.LanguagePart(model.Options.Family);
        var wrapped = model.Options.Language.Adapter is not null;
        return CheckpointLoader.Load(model, keys, checkpoint, new LoadRecipe
        {
            // Files of 3.2 name the language model without the adapter library's wrapping.
            Keys =
            [
                .. OfficialKeys.OtherChatNames,
                KeyRule.Replace(language + OfficialKeys.AdapterWrap, language),
                .. wrapped ? [KeyRule.Replace(language, language + OfficialKeys.AdapterWrap)] : Array.Empty<KeyRule>(),
            ],
            TableTimes = tableTimes,
            MayLack = [.. keys.State(model).Select(entry => entry.Name).Where(mayLack)],
            Policy = LoadPolicy.AllowUnexpected,
        });
    }
}
