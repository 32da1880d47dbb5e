namespace InternVideo2.Data.Corpora;

/// <summary>Which samples of a batch belong together, so that none of them is a wrong answer for another (stage 2, 10.5).</summary>
public enum Positives
{
    /// <summary>Each sample only itself: pre-training.</summary>
    Sample,

    /// <summary>Samples of the same file and cut: retrieval with several captions for one clip.</summary>
    Media,

    /// <summary>Samples with the same text after cleaning: retrieval with several clips for one caption.</summary>
    Caption,
}
