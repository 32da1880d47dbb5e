using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Text;

/// <summary>The tokenizer's behaviour on odd texts and vocabularies, and the making of small vocabularies.</summary>
public sealed class WordPieceTokenizerTests
{
    private static readonly string[] Vocabulary = [.. SpecialTokens.All, "a", "circle", "##s", "red", "𠀀"];

    private static readonly WordPieceTokenizer Tokenizer = WordPieceTokenizer.Of(Vocabulary);

    [Theory]
    [InlineData("", new int[0])]
    [InlineData(" \t ", new int[0])]
    [InlineData("A red CIRCLES", new[] { 5, 8, 6, 7 })]
    [InlineData("a réd ☃ circle", new[] { 5, 8, 1, 6 })]
    [InlineData("𠀀a", new[] { 9, 5 })]
    [InlineData("a \uD83D b", new[] { 5, 1 })]
    [InlineData("a[MASK]red", new[] { 5, 4, 8 })]
    public void Encodes(string text, int[] pieces) => Assert.Equal([2, .. pieces], Tokenizer.Encode(text, 32));

    [Fact]
    public void Cuts_off_what_is_too_long_and_pads_to_the_longest()
    {
        using var batch = Tokenizer.Batch(["a red circle", "", "red"], 3);

        Assert.Equal([2L, 5, 8, 2, 0, 0, 2, 8, 0], batch.Ids.data<long>().ToArray());
        Assert.Equal([1L, 1, 1, 1, 0, 0, 1, 1, 0], batch.Mask.data<long>().ToArray());
        using var wide = Tokenizer.Batch(["a"], 3, padTo: 5);
        Assert.Equal(5, wide.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Batch(["a red"], 9, padTo: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", 0));
        Assert.Throws<ArgumentException>(() => Tokenizer.Batch([], 9));
    }

    [Fact]
    public void Says_what_a_vocabulary_lacks()
    {
        var error = Assert.Throws<VocabularyException>(() => WordPieceTokenizer.Of(["[PAD]", "[UNK]", "[CLS]", "a"]));
        Assert.Contains("lacks [SEP], [MASK]", error.Message);

        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("bad.txt"), [(byte)'a', 0xFF, (byte)'\n']);
        Assert.Contains("not UTF-8", Assert.Throws<VocabularyException>(() => WordPieceTokenizer.Load(folder.File("bad.txt"))).Message);
    }

    [Fact]
    public void Is_saved_and_loaded()
    {
        using var folder = new TemporaryFolder();
        Tokenizer.Save(folder.File("vocab.txt"));
        Assert.Equal(Vocabulary, WordPieceTokenizer.Load(folder.File("vocab.txt")).Vocabulary);
    }

    [Fact]
    public void A_vocabulary_of_captions_has_their_words_and_spells_others()
    {
        var vocabulary = WordPieceVocabulary.Of(["A red circle", "a blue circle", "a red square."]);
        var tokenizer = WordPieceTokenizer.Of(vocabulary);

        Assert.Equal(["circle", "red", "blue", "square"], vocabulary.TakeLast(4));
        Assert.Equal(["a", "red", "square", "."], tokenizer.Tokens("a RED square."));
        Assert.Equal(["r", "##u", "##l", "##e", "[UNK]"], tokenizer.Tokens("rule zoo"));
        Assert.Equal(vocabulary, WordPieceVocabulary.Of(["a red square.", "A red circle", "a blue circle"]));
        Assert.DoesNotContain("blue", WordPieceVocabulary.Of(["A red circle", "a blue circle", "a red square."], mostWords: 2));
        Assert.Throws<ArgumentException>(() => WordPieceVocabulary.Of(["", " "]));
    }

    [Theory]
    [InlineData("ΣΑΣ ΑΣ, ΟΔΥΣΣΕΎΣ Σ", "σας ας οδυσσεύς σ")]
    [InlineData("Α\u0301Σ\u0301 ΑΣα", "α\u0301ς\u0301 ασα")]
    [InlineData("a\u001C\u001Cb", "a b")]
    public void Caption_cleaning_lowers_as_Unicode_says(string caption, string clean) => Assert.Equal(clean, CaptionText.Clean(caption));
}
