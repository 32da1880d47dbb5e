using System.Reflection;

namespace InternVideo2.Notebook;

/// <summary>
/// Names the formatters of a type by the convention of .NET Interactive, which finds this attribute by its simple name and calls its
/// members by reflection: no reference in either direction. Our own kernel reads <c>ToMimeBundle</c> and does not look at it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The forms to show, in this order.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>One formatter for each MIME type in which views offer themselves.</summary>
public sealed class ViewFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new ViewFormatter(MimeTypes.Png), new ViewFormatter(MimeTypes.Html), new ViewFormatter(MimeTypes.Text)];

    private sealed class ViewFormatter(string mimeType)
    {
        public string MimeType { get; } = mimeType;

        /// <summary>Writes the view's entry of this MIME type; false where it has none.</summary>
        public bool Format(object instance, TextWriter writer)
        {
            var bundle = Render(instance);
            if (bundle is null || !bundle.TryGetValue(MimeType, out var entry)) return false;
            writer.Write(entry);
            return true;
        }

        private static IReadOnlyDictionary<string, string>? Render(object instance) =>
            instance.GetType().GetMethod("ToMimeBundle", BindingFlags.Instance | BindingFlags.Public, []) is { } method
                ? (IReadOnlyDictionary<string, string>?)method.Invoke(instance, null)
                : null;
    }
}
