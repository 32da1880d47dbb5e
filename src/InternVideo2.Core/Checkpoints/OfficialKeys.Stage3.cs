using InternVideo2.Stage3;

namespace InternVideo2.Checkpoints;

/// <content>Chat models from sub-stage 3.2 on (stage 3, 6 and 11.4).</content>
public static partial class OfficialKeys
{
    /// <summary>The table of a <see cref="VideoChatModel"/>: names and order depend on its family, the names of the language model on its adapters.</summary>
    public static KeyTable ChatOf(VideoChatModel model) => ChatOf(model.Options);

    /// <inheritdoc cref="ChatOf(VideoChatModel)"/>
    public static KeyTable ChatOf(VideoChatModelOptions options)
    {
        var names = NamesOf(options.Family);
        var wrap = options.Language.Adapter is null ? "" : AdapterWrap;
        (string Ours, string Official)[] language = LanguageRules("language.", $"{names.Language}.{wrap}");
        (string Ours, string Official)[] qFormer = QFormerRules("qFormer.", QFormerPart);
        (string Ours, string Official)[] projection = [("projection.*", names.Projection + ".*"), ("unusedProjection.*", names.Unused + ".*")];
        return new KeyTable($"chat model ({options.Family})",
        [
            .. QFormerQueries("qFormer.", ""),
            .. Below("vision.video.", VisionPart, PlainScales(VideoEncoder)),
            .. Below("vision.umt.", VisionPart + "encoder.", UmtEncoder),
            ("visionNorm.*", "vision_layernorm.*"),
            .. options.Family == ChatFamily.InternVideo2 ? [.. language, .. projection, .. qFormer] : (IEnumerable<(string, string)>)[.. qFormer, .. language, .. projection],
        ])
        {
            Implied =
            [
                .. QFormerImplied(QFormerPart, options.QFormer),
                .. options.Language.TiedHead ? [new ImpliedKey($"{names.Language}.{wrap}lm_head.weight", $"{names.Language}.{wrap}model.embed_tokens.weight")] : (IEnumerable<ImpliedKey>)[],
            ],
        };
    }

    /// <summary>Factors of branches are plain vectors in the files of chat models; older files name them as stages 1 and 2 do (stage 3, 2.2).</summary>
    private static (string Ours, string Official)[] PlainScales((string Ours, string Official)[] rules) =>
        [.. rules.Select(rule => rule.Official.Contains(".ls", StringComparison.Ordinal) ? (rule.Ours.Replace("*", "gamma"), rule.Official[..^2]) : rule)];

    /// <summary>Older files name the factors of branches otherwise (stage 3, 2.2), newer adapter libraries the matrices.</summary>
    internal static readonly IReadOnlyList<KeyRule> OtherChatNames =
        [KeyRule.Replace(".ls1.gamma", ".ls1"), KeyRule.Replace(".ls2.gamma", ".ls2"), KeyRule.Replace(".base_layer.", ".")];

    /// <summary>What the keys of a family's language model begin with.</summary>
    internal static string LanguagePart(ChatFamily family) => NamesOf(family).Language + ".";

    /// <summary>Whether a key is of the language model itself, adapters aside: what the releases of VideoChat2 leave out.</summary>
    internal static bool IsLanguageBase(ChatFamily family, string official) =>
        official.StartsWith(LanguagePart(family), StringComparison.Ordinal) && !official.Contains(AdapterMark, StringComparison.Ordinal);

    /// <summary>Whether a key is of what stands behind the Q-Former: the projection and the language model.</summary>
    internal static bool IsBehindBridge(ChatFamily family, string official)
    {
        var names = NamesOf(family);
        return new[] { names.Language, names.Projection, names.Unused }.Any(name => official.StartsWith(name + ".", StringComparison.Ordinal));
    }

    /// <summary>Whether a key is of those parts of the Q-Former that texts alone go through.</summary>
    internal static bool ReadsText(string official)
    {
        if (!official.StartsWith(QFormerPart + BertBody, StringComparison.Ordinal)) return false;
        return official.Contains("embeddings.word_", StringComparison.Ordinal) || official.Contains("embeddings.position_", StringComparison.Ordinal)
            || official.Contains(".intermediate.", StringComparison.Ordinal)
            || (official.Contains(".output.", StringComparison.Ordinal) && !official.Contains("attention.", StringComparison.Ordinal));
    }

    /// <summary>What the keys of the Q-Former begin with, its queries aside.</summary>
    internal const string QFormerPart = "qformer.";

    private static (string Language, string Projection, string Unused) NamesOf(ChatFamily family) => family switch
    {
        ChatFamily.Vicuna => ("llama_model", "llama_proj", "llama_proj_down"),
        ChatFamily.Mistral => ("mistral_model", "mistral_proj", "mistral_proj_down"),
        ChatFamily.Phi => ("phi_model", "phi_proj", "phi_proj_down"),
        _ => ("lm", "project_up", "project_down"),
    };
}
