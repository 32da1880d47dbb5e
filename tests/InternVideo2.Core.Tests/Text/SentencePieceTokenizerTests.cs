using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Text;

/// <summary>Joining of pieces, what cannot be spelled, and files that are refused.</summary>
public sealed class SentencePieceTokenizerTests
{
    private const int FirstPiece = 259;

    private static readonly IReadOnlyList<SentencePiece> Pieces = SentencePieceFile.LlamaPieces("ab", "bc", "▁a", "a", "b", "c", "▁", "▁ab");

    [Fact]
    public void Joins_the_highest_score_first_and_the_leftmost_of_equals()
    {
        var tokenizer = new SentencePieceTokenizer(new SentencePieceModel { Pieces = Pieces, ByteFallback = true, AddDummyPrefix = false });

        Assert.Equal([FirstPiece, FirstPiece + 5], tokenizer.Encode("abc"));
        Assert.Equal([FirstPiece, FirstPiece, FirstPiece + 4], tokenizer.Encode("ababb"));
        Assert.Equal("abc", tokenizer.Decode(tokenizer.Encode("abc")));
    }

    [Fact]
    public void Spells_what_it_does_not_know_with_bytes_or_with_one_unknown_piece()
    {
        var bytes = new SentencePieceTokenizer(new SentencePieceModel { Pieces = Pieces, ByteFallback = true, AddDummyPrefix = false });
        Assert.Equal([3 + 0xC3, 3 + 0xA9, FirstPiece + 3], bytes.Encode("éa"));

        var unknown = new SentencePieceTokenizer(new SentencePieceModel { Pieces = Pieces, AddDummyPrefix = false });
        Assert.Equal([0, FirstPiece + 3, 0], unknown.Encode("éñaé"));
        Assert.Equal(" ⁇ a ⁇ ", unknown.Decode([0, FirstPiece + 3, 0]));
    }

    [Fact]
    public void Keeps_user_defined_pieces_whole_and_takes_unused_ones_apart()
    {
        var pieces = Pieces.Append(new SentencePiece("<b>", 0, PieceKind.UserDefined))
            .Select(piece => piece.Text == "ab" ? piece with { Kind = PieceKind.Unused } : piece).ToList();
        var tokenizer = new SentencePieceTokenizer(new SentencePieceModel { Pieces = pieces, ByteFallback = true, AddDummyPrefix = false });

        Assert.Equal([FirstPiece + 3, FirstPiece + 4], tokenizer.Encode("ab"));
        Assert.Equal([FirstPiece + 3, FirstPiece + 8, FirstPiece + 4], tokenizer.Encode("a<b>b"));
    }

    [Fact]
    public void Drops_extra_spaces_where_the_file_says_so()
    {
        var tokenizer = new SentencePieceTokenizer(new SentencePieceModel { Pieces = Pieces, ByteFallback = true });

        Assert.Equal(tokenizer.Encode("ab c"), tokenizer.Encode("  ab   c "));
        Assert.Empty(tokenizer.Encode("   "));
    }

    [Fact]
    public void Is_read_from_a_file_and_saved()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("tokenizer.model"), SentencePieceFile.Of(Pieces));
        var tokenizer = SentencePieceTokenizer.Load(folder.File("tokenizer.model"));

        Assert.Equal(Pieces, tokenizer.Model.Pieces);
        Assert.Equal((1, 2, null), (tokenizer.Begin, tokenizer.End, tokenizer.Padding));
        Assert.Equal([FirstPiece + 7, FirstPiece + 6], tokenizer.Encode("ab "));
        using var copy = new TemporaryFolder();
        tokenizer.Save(copy.Path);
        Assert.Equal(File.ReadAllBytes(folder.File("tokenizer.model")), File.ReadAllBytes(copy.File("tokenizer.model")));
    }

    [Fact]
    public void Refuses_files_it_cannot_follow()
    {
        Assert.Contains("unigram", Refused(SentencePieceFile.Of(Pieces, modelType: 1)));
        Assert.Contains("rewrites characters", Refused(SentencePieceFile.Of(Pieces, characterMap: [1])));
        Assert.Contains("begin piece is number 999", Refused(SentencePieceFile.Of(Pieces, begin: 999)));
        Assert.Contains("<0x07>", Refused(SentencePieceFile.Of([.. Pieces.Where(piece => piece.Text != "<0x07>")])));
        Assert.Contains("damaged", Refused(SentencePieceFile.Of(Pieces)[..^7]));
        Assert.Contains("no pieces", Refused([]));

        static string Refused(byte[] content)
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder.File("tokenizer.model"), content);
            return Assert.Throws<VocabularyException>(() => SentencePieceTokenizer.Load(folder.File("tokenizer.model"))).Message;
        }
    }

    [Fact]
    public void Refuses_numbers_that_are_not_in_the_vocabulary()
    {
        var tokenizer = new SentencePieceTokenizer(new SentencePieceModel { Pieces = Pieces });

        Assert.Contains("0 … 266", Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([267])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }
}
