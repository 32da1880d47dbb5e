using System.Reflection;
using System.Runtime.ExceptionServices;

namespace InternVideo2.Kernel.Display;

/// <summary>
/// Turns a value into its renderings. Libraries take part without a reference to the kernel: a value with a public method
/// ToMimeBundle() (and optionally ToMimeMetadata()) renders itself; for other types the sources found by <see cref="FormatterSources"/> are
/// asked; what is left becomes text.
/// </summary>
internal static class MimeFormatter
{
    /// <exception cref="FormatException">The value's ToMimeBundle does not return IReadOnlyDictionary&lt;string, string&gt;.</exception>
    public static MimeBundle Format(object? value)
    {
        if (value is null) return MimeBundle.FromText("null");
        if (value is MimeBundle bundle) return bundle;
        if (Ask(value, "ToMimeBundle") is { } data)
            return Ask(value, "ToMimeMetadata") is { } metadata ? new MimeBundle(data, metadata) : new MimeBundle(data);
        return FormatterSources.TryFormat(value) ?? MimeBundle.FromText(ObjectText.Describe(value));
    }

    private static IReadOnlyDictionary<string, string>? Ask(object value, string methodName)
    {
        var method = value.GetType().GetMethod(methodName, BindingFlags.Public | BindingFlags.Instance, []);
        if (method is null) return null;
        try
        {
            return method.Invoke(value, null) as IReadOnlyDictionary<string, string> ?? throw new FormatException(
                $"{value.GetType()}.{methodName}() must return IReadOnlyDictionary<string, string> (MIME type → text), not null or {method.ReturnType}.");
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
