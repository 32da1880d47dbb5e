using InternVideo2.Teachers;
using Xunit;

namespace InternVideo2.Tests.Teachers;

/// <summary>Captions become numbers: sorted words from 2, zeros behind them, 1 for what was never seen.</summary>
public sealed class CaptionVocabularyTests
{
    private static readonly CaptionVocabulary Vocabulary = CaptionVocabulary.Of(["A red star moves left.", "a blue star"]);

    [Fact]
    public void Words_are_collected_without_case_and_punctuation()
    {
        Assert.Equal(["a", "blue", "left", "moves", "red", "star"], Vocabulary.Words);
        Assert.Equal(5, Vocabulary.Length);
        Assert.Equal(8, Vocabulary.Count);
    }

    [Fact]
    public void Captions_are_filled_up_and_cut_off()
    {
        Assert.Equal([2L, 3, 7, 0, 0], Vocabulary.Encode("A blue STAR!"));
        Assert.Equal([2L, 1, 7, 5, 4], Vocabulary.Encode("a purple star moves left and then up"));
    }

    [Fact]
    public void Captions_without_words_are_refused() => Assert.Throws<ArgumentException>(() => CaptionVocabulary.Of(["", " ! "]));
}
