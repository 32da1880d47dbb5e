using System.Reflection;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Notebook.Tests.Display;

/// <summary>The conventions by which hosts find our formatters have exactly the shape those hosts look for by reflection: a wrong one fails only when a value is shown.</summary>
public sealed class FormatterConventionTests
{
    private static readonly VideoClip Clip = new(new byte[2 * 4 * 4 * 3], 2, 4, 4, [0, 0.5], [0, 1], "a.mp4");

    public static TheoryData<object, string[]> Views => new()
    {
        { new Figure([new ScatterTrace([0, 1], [0, 1])], new() { Width = 120, Height = 100 }), ["image/png", "text/plain"] },
        { new ClipSheet(Clip), ["image/png", "text/plain"] },
        { new MovingClip(Clip), ["image/png", "text/plain"] },
        { new Table(["a"], [[1]]), ["text/html", "text/plain"] },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void Views_follow_the_type_formatter_convention(object view, string[] mimeTypes)
    {
        var attribute = view.GetType().GetCustomAttributes(inherit: true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        Assert.Equal(mimeTypes, (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!);
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        Assert.True(source.IsPublic);
        var instance = source.GetConstructor([])!.Invoke(null);
        var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters", [])!.Invoke(instance, null)!;
        var written = formatters.ToDictionary(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)!, f => Write(f, view));
        foreach (var mimeType in mimeTypes) Assert.False(string.IsNullOrEmpty(written[mimeType]));
        Assert.Equal(view.ToString(), written["text/plain"]);
    }

    [Fact]
    public void Every_view_has_the_attribute_and_a_bundle_with_text()
    {
        var views = typeof(View).Assembly.GetExportedTypes().Where(t => t.GetMethod("ToMimeBundle", []) is not null).ToList();
        Assert.Contains(typeof(LiveLossChart), views);
        Assert.All(views, t => Assert.Contains(t.GetCustomAttributes(inherit: true), a => a.GetType().Name == "TypeFormatterSourceAttribute"));
        Assert.All(views, t => Assert.True(typeof(IReadOnlyDictionary<string, string>).IsAssignableFrom(t.GetMethod("ToMimeBundle", [])!.ReturnType)));
    }

    [Fact]
    public void The_assembly_names_a_source_for_foreign_types()
    {
        var attribute = typeof(View).Assembly.GetCustomAttributes().Single(a => a.GetType().Name == "MimeFormatterSourceAttribute");
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var instance = Activator.CreateInstance(source)!;
        object?[] arguments = [Clip, null, null];
        Assert.True((bool)source.GetMethod("TryFormat")!.Invoke(instance, arguments)!);
        Assert.Equal(["image/png", "text/plain"], ((IReadOnlyDictionary<string, string>)arguments[1]!).Keys.Order());
        Assert.Contains("width", ((IReadOnlyDictionary<string, string>)arguments[2]!)["image/png"]);
        arguments = ["a string", null, null];
        Assert.False((bool)source.GetMethod("TryFormat")!.Invoke(instance, arguments)!);
    }

    private static string? Write(object formatter, object view)
    {
        // Exactly one public Format(object, TextWriter) → bool; an overload would be ambiguous for the host.
        var format = formatter.GetType().GetMethods().Single(m => m.Name == "Format");
        Assert.Equal([typeof(object), typeof(TextWriter)], format.GetParameters().Select(p => p.ParameterType));
        var writer = new StringWriter();
        return (bool)format.Invoke(formatter, [view, writer])! ? writer.ToString() : null;
    }
}
