using System.Reflection;

namespace InternVideo2.Kernel.Display;

/// <summary>
/// Formatters for types that cannot render themselves. An assembly offers them by an attribute of its own, recognised by the simple name
/// MimeFormatterSourceAttribute, whose property FormatterSourceType names a type with a public parameterless constructor and a method
/// bool TryFormat(object value, out IReadOnlyDictionary&lt;string, string&gt; bundle, out IReadOnlyDictionary&lt;string, string&gt; metadata).
/// </summary>
internal static class FormatterSources
{
    private delegate bool TryFormatMethod(
        object value, out IReadOnlyDictionary<string, string> bundle, out IReadOnlyDictionary<string, string> metadata);

    private static readonly Lock _gate = new();
    private static readonly HashSet<Assembly> _searched = [];
    private static readonly List<TryFormatMethod> _sources = [];
    private static volatile bool _stale = true;

    static FormatterSources() => AppDomain.CurrentDomain.AssemblyLoad += (_, _) => _stale = true;

    public static MimeBundle? TryFormat(object value)
    {
        foreach (var source in Sources())
            if (source(value, out var bundle, out var metadata)) return new MimeBundle(bundle, metadata);
        return null;
    }

    private static TryFormatMethod[] Sources()
    {
        lock (_gate)
        {
            if (_stale)
            {
                _stale = false;
                foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
                    if (!assembly.IsDynamic && _searched.Add(assembly)) _sources.AddRange(SourcesOf(assembly));
            }
            return [.. _sources];
        }
    }

    private static IEnumerable<TryFormatMethod> SourcesOf(Assembly assembly) =>
        from attribute in assembly.GetCustomAttributesData()
        where attribute.AttributeType.Name == "MimeFormatterSourceAttribute"
        select Bind(assembly, attribute.AttributeType);

    private static TryFormatMethod Bind(Assembly assembly, Type attributeType)
    {
        var attribute = assembly.GetCustomAttributes(attributeType, false).Single();
        var property = attributeType.GetProperty("FormatterSourceType");
        if (property?.GetValue(attribute) is not Type type)
            throw Broken($"{attributeType} has no property \"Type FormatterSourceType\"");
        if (type.GetConstructor([]) is null) throw Broken($"{type} has no public parameterless constructor");
        var source = Activator.CreateInstance(type);
        var method = type.GetMethod("TryFormat", BindingFlags.Public | BindingFlags.Instance) ?? throw Broken($"{type} has no public method TryFormat");
        try
        {
            return method.CreateDelegate<TryFormatMethod>(source);
        }
        catch (ArgumentException)
        {
            throw Broken($"{method} of {type} does not have the signature bool TryFormat(object, out IReadOnlyDictionary<string, string>, " +
                "out IReadOnlyDictionary<string, string>)");
        }

        FormatException Broken(string what) => new($"The formatter source of assembly {assembly.GetName().Name} cannot be used: {what}.");
    }
}
