using InternVideo2.Layers;

namespace InternVideo2.Checkpoints;

/// <summary>
/// What may be done to a checkpoint so that it fits a model. Each adaptation is asked for by name, and the load report lists where it happened; what is
/// not asked for is refused. The recipes of the official files are here; a variation is a <c>with</c> expression:
/// <c>LoadRecipe.Classifier with { Head = HeadRule.First(400) }</c>.
/// </summary>
public sealed record LoadRecipe
{
    /// <summary>From the checkpoint's keys to the model's, in this order.</summary>
    public IReadOnlyList<KeyRule> Keys { get; init; } = [];

    /// <summary>
    /// T₀, the positions in time of the checkpoint's joint tables: 8 in stage-1 files, 4 in stage-2 files, 16 in probing files (stage 1, 12.3), 1 for
    /// tables of single frames. Tables are then resized where the model's grid is another. Null: tables of another shape are refused.
    /// </summary>
    public int? TableTimes { get; init; }

    /// <summary>How a patch kernel of one frame gets several; null: that is refused.</summary>
    public TubeletInflation? Inflation { get; init; }

    /// <summary>Whether a patch kernel of several frames is averaged for a model whose tubelets have one; otherwise that is refused.</summary>
    public bool AverageKernel { get; init; }

    /// <summary>What becomes of a classification head.</summary>
    public HeadRule Head { get; init; } = HeadRule.Keep;

    /// <summary>Beginnings of keys that the model may have and the checkpoint lack, because they are trained next.</summary>
    public IReadOnlyList<string> MayLack { get; init; } = [];

    /// <summary>What may be left undone beyond that.</summary>
    public LoadPolicy Policy { get; init; } = LoadPolicy.Exact;

    /// <summary>Whether values that are NaN or infinite are loaded all the same; otherwise they are refused before anything is changed.</summary>
    public bool AllowNonFinite { get; init; }

    /// <summary>A checkpoint with exactly the model's keys and shapes.</summary>
    public static LoadRecipe Exact { get; } = new();

    /// <summary>A stage-1, fine-tuned or distilled checkpoint for a classifier; what only distillation needs is left out, a new head may be missing.</summary>
    public static LoadRecipe Classifier { get; } = new()
    {
        Keys = [KeyRule.Strip("backbone."), KeyRule.Strip("encoder."), .. OfficialKeys.OfDistillationAlone.Select(KeyRule.Drop)],
        TableTimes = 8,
        Inflation = TubeletInflation.Mean,
        MayLack = OfficialKeys.OfClassificationAlone,
    };

    /// <summary>
    /// The vision part of a stage-2 checkpoint over a classifier that a stage-1 checkpoint has filled before (finetune_extra): it has no head.
    /// </summary>
    public static LoadRecipe Stage2Override { get; } = Classifier with
    {
        Keys = [KeyRule.Only("vision_encoder."), .. OfficialKeys.OfStage2Alone.Select(KeyRule.Drop)],
        TableTimes = 4,
    };

    /// <summary>The vision part of a stage-2 checkpoint as the video teacher of small students.</summary>
    public static LoadRecipe Stage2Teacher { get; } = Stage2Override with { MayLack = [] };

    /// <summary>
    /// A stage-1 checkpoint as the start of the vision tower of stage 2: the tables of single pictures are not in it and keep their first values, the
    /// decoders towards a motion teacher are not needed (stage 2, 15.3).
    /// </summary>
    public static LoadRecipe Stage2Vision { get; } = new()
    {
        Keys = [KeyRule.Drop("mae_decoder"), KeyRule.Drop("mae_pos_embed")],
        TableTimes = 8,
        MayLack = OfficialKeys.OfPictures,
        Policy = LoadPolicy.AllowUnexpected,
    };

    /// <summary>
    /// A whole stage-2 checkpoint for a composite model; a teacher that was saved with it is left out. Tables of positions are resized from 4 frames, if
    /// the model has others; those of single pictures are taken as they are (stage 2, 15.3).
    /// </summary>
    public static LoadRecipe Stage2 { get; } = new() { Keys = [KeyRule.Drop("clip_teacher.")], TableTimes = 4 };

    /// <summary>The same for a composite model without a word head, as retrieval has it: the file's head is reported as unexpected.</summary>
    public static LoadRecipe Stage2Retrieval { get; } = Stage2 with
    {
        Keys = [.. Stage2.Keys, KeyRule.Replace("text_encoder.bert.", "text_encoder.")],
        Policy = LoadPolicy.AllowUnexpected,
    };

    /// <summary>InternVL's visual encoder as the spatial teacher: a 2-D patch kernel, tables of single frames; what else the file holds is not needed.</summary>
    public static LoadRecipe SpatialTeacher { get; } = new()
    {
        TableTimes = 1,
        Inflation = TubeletInflation.Centre,
        Policy = LoadPolicy.AllowUnexpected,
    };

    /// <summary>VideoMAEv2 as the motion teacher: the encoder of the file, whole.</summary>
    public static LoadRecipe MotionTeacher { get; } = new() { Keys = [KeyRule.Only("encoder.")], AverageKernel = true };

    /// <summary>
    /// The public BERT weights for a text encoder: the fusion layers' attention to media is not in them and keeps its first values, the heads for
    /// sentences are not needed (stage 2, 3.3). Both spellings of the norms' weights are known.
    /// </summary>
    /// <param name="layers">Depth of the text encoder.</param>
    public static LoadRecipe PublicBert(int layers) => new()
    {
        Keys =
        [
            KeyRule.Drop("bert.pooler."), KeyRule.Drop("cls.seq_relationship."),
            KeyRule.Replace("LayerNorm.gamma", "LayerNorm.weight"), KeyRule.Replace("LayerNorm.beta", "LayerNorm.bias"),
        ],
        MayLack = OfficialKeys.OfFusionAlone(layers),
    };

    /// <summary>
    /// A fine-tuned model of stage 1 as the vision tower of a small CLIP variant: without decoders and the head of its classes (stage 2, 16.3). For the
    /// large ones see <see cref="Stage2Teacher"/>.
    /// </summary>
    public static LoadRecipe ClipVision { get; } = Classifier with
    {
        Keys = [.. Classifier.Keys, .. OfficialKeys.OfClassificationAlone.Select(KeyRule.Drop)],
        MayLack = [],
    };

    /// <summary>MobileCLIP's text tower, or that of a whole CLIP variant.</summary>
    public static LoadRecipe ClipText { get; } = new() { Keys = [KeyRule.Only(OfficialKeys.ClipTextPrefix)] };

    /// <summary>
    /// The language model of InternVL-C as the text tower of a large CLIP variant (stage 2, 16.2). Newer adapter libraries store the adapted matrix under
    /// another name; both are read. Adapters may be missing: they begin at zero.
    /// </summary>
    /// <param name="layers">Depth of the tower.</param>
    public static LoadRecipe ClipLanguage(int layers) => new()
    {
        Keys = [KeyRule.Strip(OfficialKeys.ClipTextPrefix), KeyRule.Replace(".base_layer.", ".")],
        MayLack = OfficialKeys.OfAdaptersAlone(layers),
    };

    /// <summary>
    /// A language model from files of Hugging Face or of the adapter library, in its older and newer spellings; adapters begin at zero when the file has
    /// none (stage 3, 5.1 and 6). The tables of positions in old files are not needed.
    /// </summary>
    /// <param name="adapters">Official keys of the model's adapters.</param>
    public static LoadRecipe Language(IReadOnlyList<string> adapters) => new()
    {
        Keys =
        [
            KeyRule.Strip(OfficialKeys.AdapterWrap), KeyRule.Replace(".base_layer.", "."), KeyRule.Drop(".rotary_emb.inv_freq"),
            KeyRule.Replace(".lora_A.weight", ".lora_A.default.weight"), KeyRule.Replace(".lora_B.weight", ".lora_B.default.weight"),
        ],
        MayLack = adapters,
    };
}
