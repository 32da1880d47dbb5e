using System.IO.Compression;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Text;

/// <summary>CLIP's byte pairs: numbering, joining in order of learning, limits, and damaged files.</summary>
public sealed class BytePairTokenizerTests
{
    private static readonly string[] Merges = ["r e", "re d</w>", "b l", "bl u", "blu e</w>", "o n</w>"];

    private static readonly BytePairTokenizer Tokenizer = BytePairTokenizer.Of(Merges);

    // 256 bytes, 256 of them at the end of a word, then the pairs.
    [Theory]
    [InlineData("red", new[] { 513 })]
    [InlineData("  Red\n BLUE ", new[] { 513, 516 })]
    [InlineData("reb", new[] { 512, 'b' - '!' + 256 })]
    [InlineData("red's", new[] { 513, '\'' - '!', 's' - '!' + 256 })]
    [InlineData("&lt;|endoftext|&gt;", new[] { 519 })]
    [InlineData("é", new[] { 'Ã' - '¡' + 93, '©' - '¡' + 94 + 256 })]
    [InlineData("", new int[0])]
    public void Encodes(string text, int[] pieces) => Assert.Equal([518, .. pieces, 519], Tokenizer.Encode(text, 32));

    [Fact]
    public void Keeps_the_end_token_of_what_is_too_long()
    {
        Assert.Equal([518, 513, 516, 519], Tokenizer.Encode("red blue red", 4));
        using var batch = Tokenizer.Batch(["red", "red blue red"], 4);
        Assert.Equal([518L, 513, 519, 0, 518, 513, 516, 519], batch.Ids.data<long>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Encode("red", 1));
    }

    [Fact]
    public void Reads_the_official_form()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder.File("bpe.txt.gz")))
        using (var packed = new GZipStream(file, CompressionMode.Compress))
        using (var writer = new StreamWriter(packed)) writer.Write("#version: 0.2\n" + string.Join('\n', Merges) + "\n");

        Assert.Equal(520, BytePairTokenizer.Load(folder.File("bpe.txt.gz")).Count);
        Assert.Equal(516, BytePairTokenizer.Load(folder.File("bpe.txt.gz"), merges: 2).Count);
        Assert.Equal(49408, 512 + BytePairTokenizer.ClipMerges + 2);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a b c")]
    [InlineData("r e")]
    public void Names_a_bad_line(string line) =>
        Assert.Contains("Line 2", Assert.Throws<VocabularyException>(() => BytePairTokenizer.Of(["r e", line])).Message);
}
