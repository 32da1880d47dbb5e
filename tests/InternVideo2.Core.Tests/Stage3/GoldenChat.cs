using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>The chat model, tokenizer and conversations that a golden file of stage 3 describes; its tensors decide what is built.</summary>
internal static class GoldenChat
{
    /// <summary>Outputs: float32 implementations of the whole model differ by this much, relative to the largest value.</summary>
    public const double Outputs = 1e-4;

    /// <summary>Gradients of the whole model.</summary>
    public const double Gradients = 5e-4;

    /// <summary>The model with the file's weights; the caller's.</summary>
    public static VideoChatModel Model(GoldenFile golden)
    {
        var model = new VideoChatModel(Options(golden), Initializer.Blank());
        CheckpointLoader.Load(model, OfficialKeys.ChatOf(model), golden.ReadAll("w."));
        model.eval();
        return model;
    }

    public static VideoChatModelOptions Options(GoldenFile golden)
    {
        string[] keys = [.. golden.Keys("w.")];
        var family = Family(golden);
        var adapted = keys.Any(key => key.Contains(".lora_"));
        using var words = golden.Read("w." + keys.Single(key => key.EndsWith("embed_tokens.weight")));
        return new VideoChatModelOptions
        {
            Family = family,
            Vision = family == ChatFamily.InternVideo2 ? new VisionEncoderOptions { Video = Video(golden) } : new VisionEncoderOptions { Umt = Umt(golden) },
            QFormer = new QFormerOptions
            {
                MediaWidth = golden.Int("vw"),
                Queries = golden.Int("nq"),
                ExtraQueries = golden.Int("nqx"),
                Width = golden.Int("qh"),
                Depth = golden.Int("ql"),
                Heads = golden.Int("qheads"),
                HiddenWidth = golden.Int("qi"),
                MaxPositions = golden.Int("qpos"),
                VocabularySize = golden.Int("qvocab") + 1,
                Text = keys.Any(key => key.Contains("word_embeddings")),
                Dropout = 0,
                DropPath = 0,
            },
            Language = new LanguageModelOptions
            {
                VocabularySize = (int)words.shape[0],
                Width = golden.Int("dim"),
                Depth = golden.Int("layers"),
                Heads = golden.Int("heads"),
                KeyHeads = golden.Int("kv"),
                HiddenWidth = golden.Int("inter"),
                NormEpsilon = golden.Number("eps", 1e-5),
                RotaryBase = golden.Number("theta"),
                Adapter = adapted ? new LowRankOptions(golden.Int("r"), golden.Number("alpha"), 0) : null,
                AdapterTargets = keys.Any(key => key.Contains("lm_head.lora_")) ? AdapterTargets.All : AdapterTargets.QueryAndValue,
            },
            UnusedProjection = keys.Contains("project_down.weight"),
        };
    }

    /// <summary>Freezes as the file's model was.</summary>
    public static ChatPhase Phase(GoldenFile golden) => new()
    {
        Name = "golden",
        FreezeVision = golden.Flag("freeze_vit"),
        TrainAdapters = golden.Keys("w.").Any(key => key.Contains(".lora_")),
    };

    /// <summary>The tokenizer beside the file. It has no padding of its own in the VideoChat2 files, so that its end pads.</summary>
    public static ILanguageTokenizer Tokenizer(GoldenFile golden) => new LlamaTokenizer(
        SentencePieceTokenizer.Load(GoldenFolder.FullPath("stage3/tokenizer/" + golden.Text("sp", ""))), new TokenizerConfig());

    /// <summary>The file's conversations.</summary>
    public static IReadOnlyList<TrainingPrompt> Conversations(GoldenFile golden, MediaType media) =>
    [
        .. golden.Config.GetProperty("qa").EnumerateArray().Zip(golden.Config.GetProperty("msg").EnumerateArray(), (qa, message) => new TrainingPrompt
        {
            Turns = [.. qa.EnumerateArray().Select(turn => new ClipQuestion(Text(turn, "i"), Text(turn, "q"), Text(turn, "a")))],
            Media = media,
            FramesMessage = message.GetString()!,
        }),
    ];

    /// <summary>The Q-Former's texts of the file; null where there are none.</summary>
    public static TokenBatch? QFormerText(GoldenFile golden) =>
        golden.Has("in.qformer_text_ids") ? new TokenBatch(golden.Read("in.qformer_text_ids"), golden.Read("in.qformer_text_mask")) : null;

    public static PromptStyle Style(GoldenFile golden) => Enum.Parse<PromptStyle>(golden.Text("family", "InternVideo2Chat"), ignoreCase: true);

    /// <summary>Compares everything that follows from prompts and frames: embeddings, logits, loss, gradients.</summary>
    public static void CheckStep(GoldenFile golden, VideoChatModel model, Tensor? frames, ChatText text)
    {
        using var objective = new VideoChatObjective(model, new NoScript(), Phase(golden), ownsModel: false);
        var visual = frames is null ? null : model.Look(frames, text.Instruction);
        if (golden.Has("out.visual_llm_embeds")) golden.Check("out.visual_llm_embeds", visual!, Outputs);
        var embeddings = PromptSplice.Embed(model.Language, text.Prompts, visual, text.VisualRows, text.First);
        golden.Check("out.inputs_embeds", embeddings, Outputs);
        golden.Check("out.logits_sample0", model.Language.Words(model.Language.States(embeddings, text.Prompts.Mask))[0], Outputs);

        var losses = objective.ComputeFrom(frames, text, null);
        golden.Check("out.loss", losses.Total, Outputs);
        losses.Total.backward();
        var parameters = objective.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter);
        foreach (var name in golden.Keys("grad."))
        {
            var parameter = parameters[name];
            using var gradient = parameter.grad is { } some ? some.alias() : zeros_like(parameter);
            golden.Check("grad." + name, gradient, Gradients, 1e-9);
        }
    }

    private static ChatFamily Family(GoldenFile golden) => Enum.Parse<ChatFamily>(golden.Text("family", "InternVideo2"), ignoreCase: true);

    // Its positions are those of 4 frames of 14 × 14 patches, whatever the file's own sizes.
    private static UmtEncoderOptions Umt(GoldenFile golden) => new()
    {
        ImageSize = golden.Int("img"),
        PatchSize = golden.Int("patch", 14),
        Width = golden.Int("vw"),
        Depth = golden.Int("vdepth") - 1,
        Heads = golden.Int("vheads"),
    };

    private static VideoEncoderOptions Video(GoldenFile golden) => new()
    {
        ImageSize = golden.Int("img"),
        PatchSize = golden.Int("patch", 14),
        Frames = golden.Int("T"),
        Width = golden.Int("vw"),
        Depth = golden.Int("vdepth") - 1,
        Heads = golden.Int("vheads"),
        MlpRatio = golden.Number("vmlp"),
        PoolHeads = golden.Int("vheads"),
        PooledWidth = 0,
        Pictures = PicturePositions.Own,
    };

    private static string Text(JsonElement turn, string name) => turn.GetProperty(name).GetString()!;

    private sealed class NoScript : IChatScript
    {
        public ChatText Write(ClipBatch batch, RandomStreams random) => throw new InvalidOperationException("The prompts are given.");
    }
}
