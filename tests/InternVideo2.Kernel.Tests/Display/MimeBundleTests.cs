using InternVideo2.Kernel.Display;

namespace InternVideo2.Kernel.Tests.Display;

/// <summary>Bundles become the JSON the protocol wants.</summary>
public class MimeBundleTests
{
    private static MimeBundle Bundle(string mime, string text) => new(new Dictionary<string, string> { [mime] = text, ["text/plain"] = "plain" });

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.plotly.v1+json")]
    public void Json_types_are_embedded_as_objects(string mime) => Assert.Equal(2, (int?)Bundle(mime, "{\"a\":[1,2]}").ToJson().Data[mime]!["a"]![1]);

    [Fact]
    public void Other_types_stay_text() => Assert.Equal("{\"a\":1}", (string?)Bundle("text/html", "{\"a\":1}").ToJson().Data["text/html"]);

    [Fact]
    public void Plain_text_is_always_there() =>
        Assert.Equal("[image/png]", (string?)new MimeBundle(new Dictionary<string, string> { ["image/png"] = "AA" }).ToJson().Data["text/plain"]);

    [Fact]
    public void Illegal_json_is_refused_with_its_type() =>
        Assert.Contains("x+json", Assert.Throws<FormatException>(() => Bundle("application/x+json", "{\"a\":NaN}").ToJson()).Message);

    [Theory]
    [InlineData("html")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("a/b/c")]
    public void What_is_no_mime_type_is_refused(string mime) => Assert.Throws<FormatException>(() => Bundle(mime, "").ToJson());

    [Fact]
    public void Metadata_is_embedded()
    {
        var bundle = new MimeBundle(new Dictionary<string, string> { ["image/png"] = "AA" }, new Dictionary<string, string> { ["image/png"] = "{\"width\":64}" });
        Assert.Equal(64, (int?)bundle.ToJson().Metadata["image/png"]!["width"]);
    }
}
