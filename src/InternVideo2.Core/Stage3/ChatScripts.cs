using InternVideo2.Data;
using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>What the scripts of the sub-stages share.</summary>
internal static class ChatScripts
{
    /// <summary>The number that fills up short rows: the tokenizer's padding, or where it has none its end, as in the release.</summary>
    /// <exception cref="ArgumentException">The tokenizer has neither.</exception>
    public static int Padding(ILanguageTokenizer tokenizer) => tokenizer.Padding ?? tokenizer.End
        ?? throw new ArgumentException("The tokenizer has neither a token that pads nor one that ends a text; one of them fills up short rows.", nameof(tokenizer));

    /// <summary>Views of each sample: of text alone 0.</summary>
    public static IReadOnlyList<int> Views(ClipBatch batch) =>
        !batch.HasFrames ? [.. batch.Ids.Select(_ => 0)] : batch.Views.Count > 0 ? batch.Views : [.. batch.Ids.Select(_ => 1)];
}
