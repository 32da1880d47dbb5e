using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Text;

/// <summary>Learned tokenizers: what they join, what they keep apart, that they lose nothing, and files of the Hugging Face kind.</summary>
public sealed class BytePairTrainingTests
{
    private static readonly string[] Texts =
        [.. Enumerable.Repeat("What moves? The red circle moves to the left at 12.", 3), .. Enumerable.Repeat("a blue square", 2), "<end> zebra"];

    private static readonly HuggingFaceTokenizer Learned = BytePairTraining.Learn(Texts, new BytePairTrainingOptions { Special = ["<end>"] });

    [Fact]
    public void Joins_frequent_words_and_keeps_digits_and_marks_apart()
    {
        Assert.Equal([" red", " circle"], Pieces("a red circle").Skip(1));
        Assert.Equal([" moves", "?"], Pieces("a moves?").Skip(1));
        Assert.Equal([" 1", "2", "."], Pieces("a 12.").Skip(1));
        Assert.NotEqual(1, Learned.Encode("zebra").Length); // seen once only
    }

    [Fact]
    public void Recognises_special_tokens()
    {
        Assert.Equal((1, 2, 0), (Learned.Begin, Learned.End, Learned.Padding));
        Assert.Equal([3, 2], Learned.Encode("<end></s>"));
        Assert.Equal("<end></s>", Learned.Decode([3, 2], skipSpecial: false));
        Assert.Equal("", Learned.Decode([3, 2]));
    }

    [Theory]
    [InlineData("a red circle")]
    [InlineData("Ünïcode 世界 😀\n\ttwo  spaces ")]
    [InlineData("")]
    public void Loses_nothing(string text) => Assert.Equal(text, Learned.Decode(Learned.Encode(text)));

    [Fact]
    public void Replaces_halves_of_characters() => Assert.Equal("a\uFFFDb", Learned.Decode(Learned.Encode("a\uD83Db")));

    [Fact]
    public void Does_not_depend_on_the_order_of_the_texts()
    {
        var again = BytePairTraining.Learn(Texts.Reverse(), new BytePairTrainingOptions { Special = ["<end>"] });

        Assert.Equal(Learned.Count, again.Count);
        Assert.Equal(Learned.Encode("What moves to the square?"), again.Encode("What moves to the square?"));
    }

    [Fact]
    public void Stays_within_the_size()
    {
        Assert.Equal(300, BytePairTraining.Learn(Texts, new BytePairTrainingOptions { VocabularySize = 300 }).Count);
        Assert.InRange(BytePairTraining.Learn(Texts, new BytePairTrainingOptions { MinimumCount = 4 }).Count, 260, Learned.Count - 1);
    }

    [Fact]
    public void Spells_rare_letters_with_bytes_where_there_is_no_room_for_all()
    {
        var many = string.Concat(Enumerable.Range(0x4E00, 500).Select(letter => (char)letter));
        var learned = BytePairTraining.Learn([.. Texts, many, "一丁一丁一丁"], new BytePairTrainingOptions { VocabularySize = 320 });

        Assert.Equal(320, learned.Count);
        Assert.Equal(many, learned.Decode(learned.Encode(many)));
        Assert.Equal("a \u4E00 \u4FFF", learned.Decode(learned.Encode("a \u4E00 \u4FFF")));
        Assert.True(learned.Encode("一").Length < learned.Encode("\u4FFF").Length);
    }

    [Fact]
    public void Is_saved_and_loaded()
    {
        using var folder = new TemporaryFolder();
        Learned.Save(folder.Path);
        var loaded = TokenizerFolder.Load(folder.Path);

        Assert.Equal((Learned.Count, Learned.Begin, Learned.End, Learned.Padding), (loaded.Count, loaded.Begin, loaded.End, loaded.Padding));
        Assert.Equal(Learned.Encode("a red square <end>"), loaded.Encode("a red square <end>"));
    }

    [Fact]
    public void Refuses_what_it_cannot_learn_from()
    {
        Assert.Throws<ArgumentException>(() => BytePairTraining.Learn([""]));
        Assert.Contains("VocabularySize is 10", Assert.Throws<ArgumentOutOfRangeException>(() => BytePairTraining.Learn(Texts, new() { VocabularySize = 10 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => BytePairTraining.Learn(Texts, new() { Special = ["<s>"] }));
        var crowd = new BytePairTrainingOptions { VocabularySize = 300, Special = [.. Enumerable.Range(0, 50).Select(i => $"<{i}>")] };
        Assert.Contains("310 or more", Assert.Throws<ArgumentOutOfRangeException>(() => BytePairTraining.Learn(Texts, crowd)).Message);
        Assert.Throws<OperationCanceledException>(() => BytePairTraining.Learn(Texts, cancel: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": "b"}, "merges": []}}""")]
    [InlineData("""{"model": {"type": "Guess", "vocab": {"a": 0}}}""")]
    public void Says_which_file_is_no_tokenizer(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("tokenizer.json"), content);
        var error = Assert.Throws<VocabularyException>(() => TokenizerFolder.Load(folder.Path));
        Assert.Contains("tokenizer.json", error.Message);
    }

    [Fact]
    public void Refuses_numbers_that_are_not_in_the_vocabulary() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Learned.Decode([Learned.Count]));

    // Each piece by itself would lose the space in front, so it is decoded behind another.
    private static IEnumerable<string> Pieces(string text)
    {
        var ids = Learned.Encode(text);
        return ids.Select((_, i) => Learned.Decode(ids[..(i + 1)])[Learned.Decode(ids[..i]).Length..]);
    }
}
