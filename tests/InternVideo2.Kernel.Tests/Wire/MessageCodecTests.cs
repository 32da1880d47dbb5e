using System.Text;
using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;

namespace InternVideo2.Kernel.Tests.Wire;

/// <summary>Messages survive the wire; whatever is not signed with the key, or not a message, is dropped.</summary>
public class MessageCodecTests
{
    private static readonly byte[][] _identity = ["client"u8.ToArray()];

    private static byte[][] Encode(MessageCodec codec, string text = "1 + 1") =>
        codec.Encode(_identity, "execute_request", null, new JsonObject { ["code"] = text, ["silent"] = true, ["n"] = 5 });

    [Fact]
    public void A_message_is_read_as_it_was_written()
    {
        var codec = new MessageCodec("key");
        var message = codec.Decode(Encode(codec));
        Assert.NotNull(message);
        Assert.Equal("execute_request", message.Type);
        Assert.Equal("1 + 1", message.Text("code"));
        Assert.True(message.Flag("silent", false));
        Assert.Equal(5, message.Number("n", 0));
        Assert.Equal(_identity, message.Identities);
    }

    [Fact]
    public void Missing_fields_and_fields_of_the_wrong_type_give_the_default()
    {
        var codec = new MessageCodec("");
        var message = codec.Decode(Encode(codec))!;
        Assert.Equal("none", message.Text("n", "none"));
        Assert.Equal(7, message.Number("code", 7));
        Assert.True(message.Flag("code", true));
        Assert.False(message.Flag("absent", false));
    }

    [Fact]
    public void The_signature_is_the_hmac_of_the_four_json_frames()
    {
        // Expected value computed with Python: hmac.new(b"secret", b'{"a":1}{}{}{"b":2}', "sha256").hexdigest()
        byte[][] frames = ["{\"a\":1}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{\"b\":2}"u8.ToArray()];
        Assert.Equal("9b14d94617bffb278285cea390d9dc17e01ec3188dba313f9548021906557a7b", Encoding.ASCII.GetString(new MessageSigner("secret").Sign(frames)));
    }

    [Fact]
    public void A_message_signed_with_another_key_is_dropped() => Assert.Null(new MessageCodec("key").Decode(Encode(new MessageCodec("other"))));

    [Fact]
    public void An_unsigned_message_is_dropped_if_there_is_a_key() => Assert.Null(new MessageCodec("key").Decode(Encode(new MessageCodec(""))));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_message_changed_in_any_frame_is_dropped(int frame)
    {
        var codec = new MessageCodec("key");
        var frames = Encode(codec);
        frames[frame] = "{\"msg_type\":\"x\"}"u8.ToArray();
        Assert.Null(codec.Decode(frames));
    }

    [Fact]
    public void What_is_no_message_is_dropped()
    {
        var codec = new MessageCodec("");
        Assert.Null(codec.Decode([]));
        Assert.Null(codec.Decode(["<IDS|MSG>"u8.ToArray()]));
        Assert.Null(codec.Decode(["no delimiter"u8.ToArray(), .. Encode(codec)[3..]]));
        var frames = Encode(codec);
        frames[6] = "[1]"u8.ToArray();
        Assert.Null(codec.Decode(frames));
        frames[6] = "{"u8.ToArray();
        Assert.Null(codec.Decode(frames));
    }

    [Fact]
    public void The_same_content_never_gives_the_same_bytes_twice()
    {
        var codec = new MessageCodec("key");
        Assert.NotEqual(Encode(codec)[2], Encode(codec)[2]);
    }

    [Fact]
    public void The_header_has_every_field_the_protocol_demands()
    {
        var header = JsonNode.Parse(Encode(new MessageCodec("key"))[3])!.AsObject();
        Assert.Equal(["date", "msg_id", "msg_type", "session", "username", "version"], header.Select(field => field.Key).Order());
        Assert.True(DateTimeOffset.TryParse((string?)header["date"], out _));
    }

    [Fact]
    public void The_parent_header_is_passed_on_byte_for_byte()
    {
        var parent = "{ \"odd\" :  1}"u8.ToArray();
        Assert.Same(parent, new MessageCodec("").Encode([], "status", parent, [])[3]);
    }

    [Fact]
    public void Text_is_not_blown_up_by_escapes() =>
        Assert.Contains("<b>ä + あ</b>", Encoding.UTF8.GetString(Encode(new MessageCodec(""), "<b>ä + あ</b>")[6]));

    [Fact]
    public void Half_a_character_becomes_valid_json() => Assert.NotNull(new MessageCodec("").Decode(Encode(new MessageCodec(""), "\ud83d")));
}
