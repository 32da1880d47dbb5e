using InternVideo2.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>What a Q-Former begins with (stage 3, 3.3).</summary>
public static class QFormerStart
{
    /// <summary>
    /// The public BERT: what it knows of texts; queries begin with its MLPs, too. The queries themselves and their attention to media keep their first
    /// values, and so does the vocabulary's last token where the file lacks it.
    /// </summary>
    /// <param name="model">Gets the weights. It reads texts.</param>
    /// <param name="bert">A checkpoint under BERT's keys, of any format; it stays the caller's.</param>
    /// <exception cref="CheckpointMismatchException">It is of other sizes; holds the report.</exception>
    /// <exception cref="CheckpointException">The words are of another number or width, or a value is NaN or infinite.</exception>
    public static LoadReport FromBert(QFormer model, ICheckpoint bert)
    {
        var keys = OfficialKeys.QFormerOf(model);
        var words = keys.Parameters(model).First(entry => entry.Name == OfficialKeys.QFormerWords).Parameter;
        var known = Words(bert, words.shape);
        var report = CheckpointLoader.Load(model, keys, bert, new LoadRecipe
        {
            Keys =
            [
                KeyRule.Replace("LayerNorm.gamma", "LayerNorm.weight"), KeyRule.Replace("LayerNorm.beta", "LayerNorm.bias"),
                .. OfficialKeys.OfVocabularySize.Select(KeyRule.Drop),
            ],
            MayLack = [.. keys.State(model).Select(entry => entry.Name).Where(OfficialKeys.IsQFormersOwn)],
            Policy = LoadPolicy.AllowUnexpected,
        });
        using var frozen = no_grad();
        using (known) words.narrow(0, 0, known.shape[0]).copy_(known);
        model.CopyTextToQueries();
        return report;
    }

    /// <summary>The vectors of the file's words: as many as the model has, or one less.</summary>
    private static Tensor Words(ICheckpoint bert, long[] wanted)
    {
        var shape = bert.Entries.TryGetValue(OfficialKeys.QFormerWords, out var entry) ? entry.Shape : [];
        if (shape.Length == 2 && shape[1] == wanted[1] && (shape[0] == wanted[0] || shape[0] == wanted[0] - 1)) return bert.Read(OfficialKeys.QFormerWords);
        throw new CheckpointException(bert.Path, "the words do not fit the Q-Former; nothing was loaded", OfficialKeys.QFormerWords,
            expected: $"[{wanted[0] - 1}, {wanted[1]}] or [{wanted[0]}, {wanted[1]}]", actual: shape.Length == 0 ? "missing" : $"[{string.Join(", ", shape)}]",
            advice: "Take a BERT of the same width and vocabulary, or change the options of the Q-Former.");
    }
}
