using System.Text;
using InternVideo2.Language;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Language;

/// <summary>Pieces of a streamed text together are the text, and none breaks a character or shows a part of a stop text.</summary>
public sealed class StreamedTextTests
{
    [Theory]
    [InlineData("plain words, one byte each")]
    [InlineData("naïve – “☃” 漢字 😀👩‍👩‍👧 end")]
    [InlineData(" spaces  before and after ")]
    [InlineData("")]
    public void Pieces_make_up_the_text_and_never_break_a_character(string text)
    {
        var (streamed, pieces) = (new StreamedText(new ByteTokenizer()), new List<string>());
        foreach (var id in Encoding.UTF8.GetBytes(text)) pieces.Add(streamed.Add(id));
        pieces.Add(streamed.Finish());

        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, piece => Assert.False(piece.Contains('\uFFFD') || (piece.Length > 0 && char.IsLowSurrogate(piece[0]))));
    }

    [Fact]
    public void Bytes_that_are_no_character_come_at_the_latest_with_the_end()
    {
        var streamed = new StreamedText(new ByteTokenizer());
        var text = streamed.Add('a') + streamed.Add(0xE2) + streamed.Add(0x98);

        Assert.Equal("a", text);
        Assert.Equal("\uFFFD", streamed.Finish());
    }

    [Fact]
    public void Tokens_that_the_tokenizer_does_not_have_say_nothing()
    {
        var streamed = new StreamedText(new ByteTokenizer());
        var text = streamed.Add(256) + streamed.Add('a') + streamed.Add(0xC3) + streamed.Add(31999) + streamed.Add(0xA4) + streamed.Add(256);

        Assert.Equal("aä", text + streamed.Finish());
        Assert.Throws<ArgumentOutOfRangeException>(() => streamed.Add(-1));
    }

    [Theory]
    [InlineData("It moves. ### Human: and", "It moves. ")]
    [InlineData("A # and ## are no stop</s>", "A # and ## are no stop")]
    [InlineData("###", "")]
    [InlineData("ends with ##", "ends with ##")]
    public void Text_stops_before_a_stop_text(string written, string expected)
    {
        var streamed = new StreamedText(new ByteTokenizer(), ["###", "</s>"]);
        var shown = new StringBuilder();
        foreach (var id in Encoding.UTF8.GetBytes(written))
        {
            shown.Append(streamed.Add(id));
            Assert.StartsWith(shown.ToString(), expected);
        }
        shown.Append(streamed.Finish());

        Assert.Equal(expected, shown.ToString());
        Assert.Equal(expected != written, streamed.Stopped);
        if (streamed.Stopped) Assert.Equal("", streamed.Add('x'));
    }

    /// <summary>A token for each byte.</summary>
    private sealed class ByteTokenizer : ILanguageTokenizer
    {
        public int Count => 256;

        public int? Begin => null;

        public int? End => null;

        public int? Padding => null;

        public int[] Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];

        public string Decode(IReadOnlyList<int> ids, bool skipSpecial = true) => Encoding.UTF8.GetString([.. ids.Select(id => checked((byte)id))]);

        public void Save(string path) => throw new NotSupportedException("A tokenizer without a file.");
    }
}
