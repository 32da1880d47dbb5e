using InternVideo2.Kernel.Display;
using InternVideo2.Kernel.Tests.Display;

[assembly: MimeFormatterSource(typeof(ForeignFormatters))]

namespace InternVideo2.Kernel.Tests.Display;

/// <summary>Recognised by its simple name, as in a library that does not know the kernel.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class MimeFormatterSourceAttribute(Type type) : Attribute
{
    public Type FormatterSourceType => type;
}

public sealed class ForeignFormatters
{
    public bool TryFormat(object value, out IReadOnlyDictionary<string, string> bundle, out IReadOnlyDictionary<string, string> metadata)
    {
        bundle = new Dictionary<string, string> { ["text/html"] = "<foreign>", ["text/plain"] = "foreign" };
        metadata = new Dictionary<string, string> { ["text/html"] = "{\"isolated\":true}" };
        return value is MimeFormatterTests.Foreign;
    }
}

/// <summary>Values render themselves, or are rendered by their library, without knowing the kernel; the rest becomes text.</summary>
public class MimeFormatterTests
{
    internal sealed class Foreign;

    public class Chart
    {
        public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string> { ["image/png"] = "AA", ["text/plain"] = "chart" };

        public IReadOnlyDictionary<string, string> ToMimeMetadata() => new Dictionary<string, string> { ["image/png"] = "{}" };
    }

    public class Broken
    {
        public string ToMimeBundle() => "";
    }

    public class Failing
    {
        public IReadOnlyDictionary<string, string> ToMimeBundle() => throw new InvalidOperationException("inside");
    }

    [Fact]
    public void A_value_renders_itself()
    {
        var bundle = MimeFormatter.Format(new Chart());
        Assert.Equal("AA", bundle.Data["image/png"]);
        Assert.Equal("{}", bundle.Metadata["image/png"]);
    }

    [Fact]
    public void A_library_renders_types_it_does_not_own()
    {
        var bundle = MimeFormatter.Format(new Foreign());
        Assert.Equal("<foreign>", bundle.Data["text/html"]);
        Assert.Equal("{\"isolated\":true}", bundle.Metadata["text/html"]);
    }

    [Fact]
    public void Everything_else_is_text() => Assert.Equal("5", MimeFormatter.Format(5).Data["text/plain"]);

    [Fact]
    public void A_wrong_return_type_is_explained() =>
        Assert.Contains("IReadOnlyDictionary<string, string>", Assert.Throws<FormatException>(() => MimeFormatter.Format(new Broken())).Message);

    [Fact]
    public void An_error_while_rendering_arrives_as_it_was_thrown() =>
        Assert.Equal("inside", Assert.Throws<InvalidOperationException>(() => MimeFormatter.Format(new Failing())).Message);

    [Fact]
    public void Html_has_a_plain_text_without_tags() =>
        Assert.Equal("a < b", MimeFormatter.Format(new MimeText("text/html", "<style>x{}</style><b>a &lt; b</b>")).Data["text/plain"]);
}
