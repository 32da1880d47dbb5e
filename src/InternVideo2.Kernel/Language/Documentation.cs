using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using InternVideo2.Kernel.Engine.References;
using Microsoft.CodeAnalysis;

namespace InternVideo2.Kernel.Language;

/// <summary>
/// XML documentation as plain text: from comments in cells, from the .xml file beside a reference, and for the framework from the SDK's reference
/// pack if there is one.
/// </summary>
internal static partial class Documentation
{
    public static string Of(ISymbol symbol, Compilation compilation, bool full)
    {
        var definition = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension.OriginalDefinition : symbol.OriginalDefinition;
        var xml = definition.GetDocumentationCommentXml();
        if (string.IsNullOrEmpty(xml) && definition.GetDocumentationCommentId() is { } id)
            xml = Files(definition, compilation).Select(file => Find(file, id)).FirstOrDefault(found => found is not null);
        return string.IsNullOrEmpty(xml) ? "" : Text(xml, full);
    }

    private static IEnumerable<string> Files(ISymbol symbol, Compilation compilation)
    {
        if (symbol.ContainingAssembly is not { } assembly || compilation.GetMetadataReference(assembly) is not PortableExecutableReference { FilePath: { } path }) return [];
        var beside = Path.ChangeExtension(path, ".xml");
        if (File.Exists(beside)) return [beside];
        return Path.GetDirectoryName(path) == Framework.Folder ? FrameworkFiles() : [];
    }

    /// <summary>The framework's documentation lies in the SDK: dotnet/packs/Microsoft.NETCore.App.Ref/10.0.x/ref/net10.0/*.xml.</summary>
    private static IEnumerable<string> FrameworkFiles()
    {
        var packs = Path.GetFullPath(Path.Combine(Framework.Folder, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        return Directory.Exists(packs) ? Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories) : [];
    }

    /// <summary>The member element of an id, found as text: the files are large and only one entry is wanted.</summary>
    private static string? Find(string file, string id)
    {
        var content = File.ReadAllBytes(file).AsSpan();
        var start = content.IndexOf(Encoding.UTF8.GetBytes($"<member name=\"{id}\">"));
        if (start < 0) return null;
        var length = content[start..].IndexOf("</member>"u8);
        return length < 0 ? null : Encoding.UTF8.GetString(content.Slice(start, length + "</member>".Length));
    }

    private static string Text(string xml, bool full)
    {
        XElement member;
        try
        {
            member = XElement.Parse(xml);
        }
        catch (XmlException)
        {
            // A comment being written in a cell need not be well-formed yet.
            return "";
        }
        var text = new StringBuilder(Plain(member.Element("summary"))).Append('\n');
        if (!full) return text.ToString();
        foreach (var parameter in member.Elements("param")) text.Append($"\n{parameter.Attribute("name")?.Value}: {Plain(parameter)}");
        if (member.Element("returns") is { } returns) text.Append($"\nReturns: {Plain(returns)}");
        foreach (var exception in member.Elements("exception")) text.Append($"\nThrows {Short(exception.Attribute("cref")?.Value)}: {Plain(exception)}");
        if (member.Element("remarks") is { } remarks) text.Append($"\n\n{Plain(remarks)}");
        return text.ToString();
    }

    private static string Plain(XElement? element) => element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref", IsEmpty: true } reference =>
            Short((reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword") ?? reference.Attribute("href"))?.Value),
        XElement element => string.Concat(element.Nodes().Select(Plain)) + (element.Name.LocalName is "para" or "item" ? " " : ""),
        _ => "",
    };

    /// <summary>T:System.Collections.Generic.List`1 → List</summary>
    private static string Short(string? reference)
    {
        if (reference is null) return "";
        var end = reference.AsSpan().IndexOfAny('(', '`') is var cut and >= 0 ? cut : reference.Length;
        return reference[..end].Split('.', ':')[^1];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
