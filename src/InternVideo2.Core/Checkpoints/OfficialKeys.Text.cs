using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <content>The text encoder (stage 2, 3.3 and 15.2).</content>
public static partial class OfficialKeys
{
    /// <summary>What the keys of BERT's body begin with in files of pre-training; in those of retrieval it is left out.</summary>
    private const string BertBody = "bert.";

    /// <summary>A <see cref="Encoders.TextEncoder"/> with its word head, by itself, as in the public BERT files.</summary>
    public static KeyTable Text { get; } = new("text encoder", TextEncoder("", "")) { Implied = TextImplied("") };

    /// <summary>A <see cref="Encoders.TextEncoder"/> without a word head, as retrieval models have it.</summary>
    public static KeyTable TextForRetrieval { get; } = new("text encoder for retrieval", BertRules("", "")) { Implied = BertImplied("") };

    /// <summary>The text encoder of a composite model: with a word head, as in pre-training.</summary>
    internal static (string Ours, string Official)[] TextEncoder(string ours, string official) =>
    [
        .. BertRules(ours, official + BertBody),
        (ours + "head.bias", official + "cls.predictions.bias"),
        (ours + "head.transform.*", official + "cls.predictions.transform.dense.*"),
        (ours + "head.norm.*", official + "cls.predictions.transform.LayerNorm.*"),
    ];

    /// <summary>What <see cref="TextEncoder"/> implies: the head's decoder is the word embeddings.</summary>
    internal static ImpliedKey[] TextImplied(string official) =>
    [
        .. BertImplied(official + BertBody),
        new(official + "cls.predictions.decoder.weight", official + BertBody + "embeddings.word_embeddings.weight"),
        new(official + "cls.predictions.decoder.bias", official + "cls.predictions.bias"),
    ];

    /// <summary>BERT's body: the whole text encoder of a composite model without a word head.</summary>
    internal static (string Ours, string Official)[] BertRules(string ours, string official) =>
    [
        (ours + "embedding.words", official + "embeddings.word_embeddings.weight"),
        (ours + "embedding.positions", official + "embeddings.position_embeddings.weight"),
        (ours + "embedding.types", official + "embeddings.token_type_embeddings.weight"),
        (ours + "norm.*", official + "embeddings.LayerNorm.*"),
        .. BertLayer(ours, official),
        (ours + "pooler.*", official + "pooler.dense.*"),
    ];

    /// <summary>A layer's attention and the MLP of its text.</summary>
    internal static (string Ours, string Official)[] BertLayer(string ours, string official) =>
    [
        .. BertAttention(ours + "layers.#.selfAttention", official + "encoder.layer.#.attention"),
        .. BertAttention(ours + "layers.#.mediaAttention", official + "encoder.layer.#.crossattention"),
        .. BertFeedForward(ours + "layers.#.feedForward", official + "encoder.layer.#", ""),
    ];

    /// <summary>What <see cref="BertRules"/> imply: the numbers of the positions, 1 × positions int64.</summary>
    internal static ImpliedKey[] BertImplied(string official) =>
    [
        new(official + "embeddings.position_ids", official + "embeddings.position_embeddings.weight",
            table => arange(table.shape[0], dtype: ScalarType.Int64, device: table.device).unsqueeze(0)),
    ];

    /// <summary>Beginnings of the keys that a fusion layer has beyond the public BERT's layer.</summary>
    internal static IReadOnlyList<string> OfFusionAlone(int layers) => [.. Enumerable.Range(0, layers).Select(layer => $"{BertBody}encoder.layer.{layer}.crossattention.")];

    private static (string Ours, string Official)[] BertAttention(string ours, string official) =>
    [
        (ours + ".query.*", official + ".self.query.*"),
        (ours + ".key.*", official + ".self.key.*"),
        (ours + ".value.*", official + ".self.value.*"),
        (ours + ".projection.*", official + ".output.dense.*"),
        (ours + ".norm.*", official + ".output.LayerNorm.*"),
    ];

    private static (string Ours, string Official)[] BertFeedForward(string ours, string official, string of) =>
    [
        (ours + ".mlp.expand.*", $"{official}.intermediate{of}.dense.*"),
        (ours + ".mlp.contract.*", $"{official}.output{of}.dense.*"),
        (ours + ".norm.*", $"{official}.output{of}.LayerNorm.*"),
    ];
}
