using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;
using Xunit;

namespace InternVideo2.Kernel.Tests.Wire;

/// <summary>Messages survive the wire, are signed as Jupyter signs them, and anything tampered with is dropped.</summary>
public sealed class MessageCodecTests
{
    private static byte[][] Request(string key = "secret") =>
        new MessageCodec(key).Encode([[1, 2], [3]], "execute_request", Encoding.UTF8.GetBytes("{\"msg_id\":\"parent\"}"), new JsonObject { ["code"] = "1 + 1 // ☃ <b>" });

    [Fact]
    public void A_message_comes_back_as_it_was_sent()
    {
        var message = new MessageCodec("secret").Decode(Request());

        Assert.NotNull(message);
        Assert.Equal("execute_request", message.Type);
        Assert.Equal("1 + 1 // ☃ <b>", message.Text("code"));
        Assert.Equal([[1, 2], [3]], message.Identities);
    }

    [Fact]
    public void The_signature_is_the_HMAC_of_the_four_frames()
    {
        var frames = Request();
        var signed = System.Security.Cryptography.HMACSHA256.HashData("secret"u8, [.. frames[4], .. frames[5], .. frames[6], .. frames[7]]);

        Assert.Equal(Convert.ToHexStringLower(signed), Encoding.ASCII.GetString(frames[3]));
    }

    [Fact]
    public void Without_a_key_the_signature_is_empty_and_nothing_is_checked()
    {
        var frames = Request(key: "");

        Assert.Empty(frames[3]);
        Assert.NotNull(new MessageCodec("").Decode(frames));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void One_changed_byte_anywhere_makes_it_invalid(int frame)
    {
        var frames = Request();
        frames[frame][^1] ^= 1;

        Assert.Null(new MessageCodec("secret").Decode(frames));
        Assert.Null(new MessageCodec("another").Decode(Request()));
    }

    [Fact]
    public void Malformed_messages_are_dropped_not_thrown()
    {
        var codec = new MessageCodec("");
        byte[] delimiter = [.. "<IDS|MSG>"u8];
        byte[] empty = [.. "{}"u8];

        Assert.Null(codec.Decode([]));
        Assert.Null(codec.Decode([delimiter, [], empty]));
        Assert.Null(codec.Decode([delimiter, [], empty, empty, empty, empty])); // no msg_type
        Assert.Null(codec.Decode([delimiter, [], [.. "{\"msg_type\":\"x\"}"u8], empty, empty, [.. "not json"u8]]));
        Assert.Null(codec.Decode([delimiter, [], [.. "[]"u8], empty, empty, empty]));
    }

    [Fact]
    public void No_two_messages_have_the_same_signature()
    {
        var codec = new MessageCodec("secret");
        var signatures = Enumerable.Range(0, 50).Select(_ => Encoding.ASCII.GetString(codec.Encode([], "status", null, [])[1])).ToHashSet();

        Assert.Equal(50, signatures.Count);
    }

    [Fact]
    public void The_header_has_every_field_the_protocol_demands()
    {
        using var header = JsonDocument.Parse(Request()[4]);

        Assert.Equal(["date", "msg_id", "msg_type", "session", "username", "version"], header.RootElement.EnumerateObject().Select(p => p.Name).Order());
        Assert.True(DateTimeOffset.TryParse(header.RootElement.GetProperty("date").GetString(), out _));
    }
}
