using InternVideo2.Encoders;
using InternVideo2.MediaText;
using InternVideo2.Stage2;
using InternVideo2.Tests.Golden;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>The draws that a golden file made in one of its cases.</summary>
internal sealed class GoldenDraws(GoldenFile golden, string name) : IAlignmentDraws
{
    public Generator? Drops => null;

    public Tensor Mask(MaskKind kind, int clips, TokenGrid grid, double ratio, Tensor? attention)
    {
        if (kind == MaskKind.Attention) return Masking.FromOrder(golden.Read($"in.{name}.attention_mask_order"), clips, ratio);
        // Without the class token in the files.
        return cat([zeros(clips, 1, dtype: ScalarType.Bool), golden.Read($"in.{name}.token_mask")], 1);
    }

    public Negatives Negatives(LossTerm term, Tensor similarity, long[] groups) =>
        new(Numbers($"{Key(term)}.neg_media_for_text"), Numbers($"{Key(term)}.neg_text_for_media"));

    public WordDraws Words(LossTerm term, Tensor ids)
    {
        Tensor Draw(string what) => golden.Read($"in.{name}.{Key(term)}.{what}");
        return new WordDraws(Draw("draw_masked"), Draw("draw_replace"), Draw("draw_random"), Draw("random_words"));
    }

    private static string Key(LossTerm term) => term.ToString().ToLowerInvariant();

    private long[] Numbers(string key)
    {
        using var values = golden.Read($"in.{name}.{key}");
        return values.data<long>().ToArray();
    }
}
