using InternVideo2.Encoders;
using InternVideo2.Stage3;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <content>The bridge of stage 3 (stage 3, 2 and 3).</content>
public static partial class OfficialKeys
{
    /// <summary>A <see cref="Encoders.UmtEncoder"/> by itself.</summary>
    public static KeyTable Umt { get; } = new("UMT", UmtEncoder);

    internal static (string Ours, string Official)[] UmtEncoder => [.. Patches, .. PlainBlock.Where(rule => !rule.Ours.Contains("scale"))];

    /// <summary>The model of sub-stage 3.1 (stage 3, 4).</summary>
    public static KeyTable BridgeOf(BridgeModel model) => new("bridge",
    [
        ("temporal", BridgeTimes),
        ("temperature", "temp"),
        .. QFormerQueries("qFormer.", ""),
        .. Below("vision.video.", VisionPart, VideoEncoder),
        .. Below("vision.umt.", VisionPart + "encoder.", UmtEncoder),
        ("visionNorm.*", "vision_layernorm.*"),
        .. QFormerRules("qFormer.", QFormerPart),
        ("visionVector.*", "vision_proj.*"),
        ("textVector.*", "text_proj.*"),
        ("matchingHead.*", "itm_head.*"),
    ])
    {
        Implied = QFormerImplied(QFormerPart, model.QFormer.Options),
    };

    /// <summary>The vectors of places in time of the bridge.</summary>
    internal const string BridgeTimes = "vision_temp_embed";

    /// <summary>Official names of the bridge's tensors that get no weight decay although they are neither vectors nor biases.</summary>
    public static IReadOnlySet<string> BridgeWithoutDecay { get; } = new HashSet<string> { "query_tokens", "temp", BridgeTimes };

    /// <summary>A <see cref="Encoders.QFormer"/> by itself.</summary>
    public static KeyTable QFormerOf(QFormer qFormer) => new("Q-Former", [.. QFormerQueries("", ""), .. QFormerRules("", "")])
    {
        Implied = QFormerImplied("", qFormer.Options),
    };

    /// <summary>The words of a BERT, and of a Q-Former by itself.</summary>
    internal const string QFormerWords = BertBody + "embeddings.word_embeddings.weight";

    /// <summary>Parts of BERT's keys whose shapes depend on the number of words.</summary>
    internal static IReadOnlyList<string> OfVocabularySize { get; } = ["word_embeddings.weight", "cls.predictions.decoder.", "cls.predictions.bias"];

    /// <summary>Whether a key of a Q-Former by itself is not one of BERT's, or depends on the number of words, or is of the word head, which a BERT may lack.</summary>
    internal static bool IsQFormersOwn(string official) =>
        official.Contains("query", StringComparison.Ordinal) && !official.Contains(".self.query.", StringComparison.Ordinal)
        || official.Contains("crossattention", StringComparison.Ordinal) || official.StartsWith("cls.", StringComparison.Ordinal) || official == QFormerWords;

    /// <summary>The learned queries, which stand outside the Q-Former in official files.</summary>
    internal static (string Ours, string Official)[] QFormerQueries(string ours, string official) =>
        [(ours + "queries", official + "query_tokens"), (ours + "extraQueries", official + "extra_query_tokens")];

    /// <summary>All else.</summary>
    internal static (string Ours, string Official)[] QFormerRules(string ours, string official) =>
    [
        (ours + "embedding.words", official + "bert.embeddings.word_embeddings.weight"),
        (ours + "embedding.positions", official + "bert.embeddings.position_embeddings.weight"),
        (ours + "norm.*", official + "bert.embeddings.LayerNorm.*"),
        .. BertLayer(ours, official + BertBody),
        .. BertFeedForward(ours + "layers.#.queryFeedForward", official + "bert.encoder.layer.#", "_query"),
        (ours + "head.transform.*", official + "cls.predictions.transform.dense.*"),
        (ours + "head.norm.*", official + "cls.predictions.transform.LayerNorm.*"),
        (ours + "head.bias", official + "cls.predictions.decoder.bias"),
    ];

    /// <summary>
    /// What official files hold besides: the numbers of the positions, whether there are texts or not; the word head's decoder, which is the word
    /// embeddings; and a bias that nothing reads, from before the vocabulary got its last token.
    /// </summary>
    internal static ImpliedKey[] QFormerImplied(string official, QFormerOptions options) =>
    [
        new(official + "bert.embeddings.position_ids", official + "bert.embeddings.LayerNorm.weight",
            norm => arange(options.MaxPositions, dtype: ScalarType.Int64, device: norm.device).unsqueeze(0)),
        .. options.WordHead ? QFormerHeadImplied(official) : [],
    ];

    private static ImpliedKey[] QFormerHeadImplied(string official) =>
    [
        new(official + "cls.predictions.decoder.weight", official + "bert.embeddings.word_embeddings.weight"),
        new(official + "cls.predictions.bias", official + "cls.predictions.decoder.bias", bias => bias.narrow(0, 0, bias.shape[0] - 1)),
    ];
}
