using InternVideo2.Encoders;
using InternVideo2.MediaText;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>What is left to chance in a step of stage 2: one place, so that a step can be repeated with draws that are known.</summary>
public interface IAlignmentDraws
{
    /// <summary>Generator of the drop-path, layer-drop and dropout draws of the encoders; null: there are none.</summary>
    Generator? Drops { get; }

    /// <summary>Which tokens of the frames are hidden.</summary>
    /// <param name="kind">How they are drawn.</param>
    /// <param name="clips">B.</param>
    /// <param name="grid">The tokens of one sample.</param>
    /// <param name="ratio">Share to hide.</param>
    /// <param name="attention">R × M attention of an image teacher, for <see cref="MaskKind.Attention"/> alone.</param>
    /// <returns>B × (1+N) bool, true = hidden; owned by the caller.</returns>
    Tensor Mask(MaskKind kind, int clips, TokenGrid grid, double ratio, Tensor? attention);

    /// <summary>The wrong pairs of a matching loss.</summary>
    /// <param name="term">The loss.</param>
    /// <param name="similarity">B × B, media × texts, divided by the temperature.</param>
    /// <param name="groups">B numbers, of more than one group.</param>
    Negatives Negatives(LossTerm term, Tensor similarity, long[] groups);

    /// <summary>Which words are hidden, and how.</summary>
    /// <param name="term">The loss.</param>
    /// <param name="ids">B × L tokens.</param>
    /// <returns>Owned by the caller.</returns>
    WordDraws Words(LossTerm term, Tensor ids);
}

/// <summary>
/// Draws from the generators of a run: "mask", "negatives", "words" and "drops". Drawing more for one purpose changes nothing for another.
/// </summary>
/// <param name="random">The generators; used, not owned.</param>
/// <param name="options">How negatives and words are drawn.</param>
/// <param name="vocabulary">Number of words.</param>
public sealed class SeededDraws(RandomStreams random, AlignmentOptions options, int vocabulary) : IAlignmentDraws
{
    public Generator Drops => random["drops"];

    public Tensor Mask(MaskKind kind, int clips, TokenGrid grid, double ratio, Tensor? attention) => kind switch
    {
        MaskKind.Tube => Masking.Tube(clips, grid, ratio, random["mask"]),
        MaskKind.Random => Masking.Random(clips, grid, ratio, random["mask"]),
        _ => Masking.Attention(
            attention ?? throw new InvalidOperationException(
                $"An attention-guided mask needs an image teacher and a weight for {LossTerm.Uta.Label()}. Choose {MaskKind.Tube} or {MaskKind.Random}."),
            clips, ratio, random["mask"]),
    };

    public Negatives Negatives(LossTerm term, Tensor similarity, long[] groups) => options.HardNegatives
        ? HardNegatives.Draw(similarity, groups, random["negatives"])
        : HardNegatives.DrawBlindly(groups, random["negatives"]);

    public WordDraws Words(LossTerm term, Tensor ids) => WordDraws.Draw(ids.shape, options.WordMaskRatio, vocabulary, random["words"]);
}
