using System.Text.Json.Nodes;
using InternVideo2.Kernel.Display;
using Xunit;

namespace InternVideo2.Kernel.Tests.Display;

/// <summary>Values render themselves by convention, without knowing the kernel; everything else becomes text.</summary>
public sealed class MimeFormatterTests
{
    [Fact]
    public void A_value_with_ToMimeBundle_renders_itself()
    {
        var (data, metadata) = MimeFormatter.Format(new Picture()).ToJson();

        Assert.Equal("a picture", (string?)data["text/plain"]);
        Assert.Equal("AAAA", (string?)data["image/png"]);
        Assert.Equal(2, (int?)data["application/vnd.plotly.v1+json"]!["data"]![1]);
        Assert.Equal(640, (int?)metadata["image/png"]!["width"]);
    }

    [Fact]
    public void A_wrong_return_type_says_what_was_expected()
    {
        var error = Assert.Throws<FormatException>(() => MimeFormatter.Format(new WrongPicture()));

        Assert.Contains("IReadOnlyDictionary<string, string>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Illegal_JSON_and_MIME_types_are_named()
    {
        Assert.Contains("application/json", Assert.Throws<FormatException>(() => new MimeBundle(new Dictionary<string, string> { ["application/json"] = "{" }).ToJson()).Message, StringComparison.Ordinal);
        Assert.Contains("text/html; x", Assert.Throws<FormatException>(() => new MimeBundle(new Dictionary<string, string> { ["text/html; x"] = "" }).ToJson()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData(42, "42")]
    [InlineData("text", "text")]
    [InlineData(true, "true")]
    public void Plain_values_become_text(object? value, string expected) =>
        Assert.Equal(expected, (string?)MimeFormatter.Format(value).ToJson().Data["text/plain"]);

    [Fact]
    public void Text_is_always_there()
    {
        var (data, _) = new MimeBundle(new Dictionary<string, string> { ["text/html"] = "<b>x</b>" }).ToJson();

        Assert.IsType<JsonValue>(data["text/plain"], exactMatch: false);
    }

    public sealed class Picture
    {
        public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
        {
            ["text/plain"] = "a picture",
            ["image/png"] = "AAAA",
            ["application/vnd.plotly.v1+json"] = "{\"data\":[1,2]}",
        };

        public IReadOnlyDictionary<string, string> ToMimeMetadata() => new Dictionary<string, string> { ["image/png"] = "{\"width\":640}" };
    }

    public sealed class WrongPicture
    {
        public string ToMimeBundle() => "text";
    }
}
