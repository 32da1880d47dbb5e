using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Text;

/// <summary>Special tokens in texts, in both ways of handling the space before the text, and folders.</summary>
public sealed class LlamaTokenizerTests
{
    private static readonly SentencePieceTokenizer Pieces = new(new SentencePieceModel
    {
        Pieces = SentencePieceFile.LlamaPieces("▁a", "▁", "a", "b", "<", ">", "u", "n", "k"),
        ByteFallback = true,
        RemoveExtraSpaces = false,
    });

    private const int SpaceA = 259, Space = 260, A = 261, B = 262;

    [Fact]
    public void Every_part_begins_with_a_space_where_the_tokenizer_is_legacy()
    {
        var tokenizer = new LlamaTokenizer(Pieces);

        Assert.Equal([SpaceA, Space, 2, Space, B, 1, SpaceA], tokenizer.Encode("a </s>b<s>a"));
        Assert.Empty(tokenizer.Encode(""));
    }

    [Fact]
    public void Only_the_text_begins_with_a_space_where_it_is_not()
    {
        var tokenizer = new LlamaTokenizer(Pieces, new TokenizerConfig { Legacy = false });

        Assert.Equal([SpaceA, 2, B, 2, Space, SpaceA], tokenizer.Encode("a</s>b</s>  a"));
        Assert.Equal([2, A], tokenizer.Encode("</s>a"));
        Assert.Equal([A], new LlamaTokenizer(Pieces, new TokenizerConfig { Legacy = false, AddPrefixSpace = false }).Encode("a"));
    }

    [Fact]
    public void White_space_that_a_token_takes_is_no_token_of_its_own()
    {
        var added = new[] { new AddedToken("<|end|>", 300, StripRight: true), new AddedToken("  ", 301), new AddedToken(" b", 302) };
        var tokenizer = new LlamaTokenizer(Pieces, new TokenizerConfig { Legacy = false, Added = added });

        Assert.Equal([SpaceA, 300, A], tokenizer.Encode("a<|end|>  a"));
        Assert.Equal([SpaceA, 300, B], tokenizer.Encode("a<|end|> b"));
        Assert.Equal([SpaceA, 300], tokenizer.Encode("a<|end|>  "));
    }

    [Fact]
    public void Added_tokens_may_take_the_white_space_around_them()
    {
        var tokenizer = new LlamaTokenizer(Pieces, new TokenizerConfig { Added = [new AddedToken("<|end|>", 300, StripLeft: true, StripRight: true)] });

        Assert.Equal([SpaceA, 300, Space, B], tokenizer.Encode("a \n<|end|> \nb"));
        Assert.Equal(301, tokenizer.Count);
    }

    [Fact]
    public void Decodes_with_special_tokens_or_without()
    {
        var tokenizer = new LlamaTokenizer(Pieces);

        Assert.Equal("<s> a b</s>", tokenizer.Decode([1, SpaceA, Space, B, 2], skipSpecial: false));
        Assert.Equal("a b", tokenizer.Decode([1, SpaceA, Space, B, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([999]));
    }

    [Fact]
    public void Is_read_from_a_folder_and_saved_with_its_settings()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("tokenizer.model"), SentencePieceFile.Of(Pieces.Model.Pieces));
        File.WriteAllText(folder.File("tokenizer_config.json"),
            """
            {"legacy": false, "bos_token": {"content": "<s>"}, "eos_token": "<end>", "pad_token": null, "chat_template": "…",
             "added_tokens_decoder": {"268": {"content": "<end>", "rstrip": true, "special": true}}}
            """);
        var tokenizer = TokenizerFolder.Load(folder.Path);

        Assert.Equal((1, 268, null, 269), (tokenizer.Begin, tokenizer.End, tokenizer.Padding, tokenizer.Count));
        Assert.Equal([268, B], tokenizer.Encode("<end>  b"));
        using var copy = new TemporaryFolder();
        tokenizer.Save(copy.Path);
        Assert.Equal([268, B], TokenizerFolder.Load(copy.Path).Encode("<end>  b"));
    }

    [Fact]
    public void Says_what_is_wrong_with_a_folder()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no tokenizer", Assert.Throws<VocabularyException>(() => TokenizerFolder.Load(folder.Path)).Message);

        File.WriteAllBytes(folder.File("tokenizer.model"), SentencePieceFile.Of(Pieces.Model.Pieces));
        File.WriteAllText(folder.File("tokenizer_config.json"), """{"eos_token": "<nope>"}""");
        Assert.Contains("'<nope>' as eos_token", Assert.Throws<VocabularyException>(() => TokenizerFolder.Load(folder.Path)).Message);

        File.WriteAllText(folder.File("tokenizer_config.json"), "{");
        Assert.Contains("tokenizer_config.json", Assert.Throws<VocabularyException>(() => TokenizerFolder.Load(folder.Path)).Message);
    }

    [Fact]
    public void A_tokenizer_must_fit_the_embedding()
    {
        TokenizerFolder.CheckFits(Pieces, 512, "the model");
        var error = Assert.Throws<VocabularyException>(() => TokenizerFolder.CheckFits(Pieces, 260, "the model"));
        Assert.Contains("268 tokens", error.Message);
        Assert.Contains("260 rows", error.Message);
    }
}
