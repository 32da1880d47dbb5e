using System.IO.Compression;
using System.Text.RegularExpressions;

namespace InternVideo2.Tests.Provider;

/// <summary>
/// The public API of TorchSharp 0.107 from its listing, one member a line
/// (<c>torch :: public static torch.Tensor abs(torch.Tensor input)</c>), as the set of signatures that compiled code can refer to.
/// </summary>
internal sealed partial class ApiListing
{
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _bases = new(StringComparer.Ordinal);

    private ApiListing(TextReader lines)
    {
        while (lines.ReadLine() is { } text)
        {
            var line = SignatureText.ArgumentsLast(text);
            if (line.StartsWith("TYPE ", StringComparison.Ordinal))
            {
                AddType(line);
            }
            else if (line.IndexOf(" :: ", StringComparison.Ordinal) is var split and > 0)
            {
                AddMember(line[..split], Modifiers().Replace(line[(split + 4)..], ""));
            }
        }
    }

    /// <param name="compressed">The listing, gzip-compressed.</param>
    public static ApiListing Load(Stream compressed)
    {
        using var reader = new StreamReader(new GZipStream(compressed, CompressionMode.Decompress));
        return new ApiListing(reader);
    }

    /// <summary>Whether the listing has a type, or a member on its type or on one of the type's bases.</summary>
    /// <param name="reference">As <see cref="ReferencedMembers"/> writes it.</param>
    public bool Has(string reference)
    {
        var split = reference.IndexOf(" :: ", StringComparison.Ordinal);
        if (split < 0)
        {
            return _types.Contains(reference);
        }

        return Has(reference[..split], reference[split..], []);
    }

    /// <summary>Those of <paramref name="references"/> that the listing lacks.</summary>
    public IReadOnlyList<string> Unknown(IEnumerable<string> references) => [.. references.Where(reference => !Has(reference))];

    // Module and Module<T, TResult> have one name here, so a class may seem to be its own ancestor.
    private bool Has(string owner, string member, HashSet<string> asked) => _members.Contains(owner + member)
        || (asked.Add(owner) && Array.Exists(_bases.GetValueOrDefault(owner, []), parent => Has(parent, member, asked)));

    private void AddType(string line)
    {
        var parts = TypeKind().Replace(line, "").Split(" : ", 2);
        var name = SignatureText.WithoutArguments(parts[0]);
        _types.Add(name);
        if (parts.Length == 2)
        {
            _bases[name] = [.. SignatureText.SplitAtCommas(parts[1]).Select(SignatureText.WithoutArguments)];
        }
    }

    private void AddMember(string owner, string text)
    {
        var prefix = $"{SignatureText.WithoutArguments(owner)} :: ";
        var generics = SignatureText.Arguments(owner);
        if (Property().Match(text) is { Success: true } property)
        {
            AddProperty(prefix, generics, property.Groups["declared"].Value, property.Groups["accessors"].Value);
        }
        else if (SignatureText.SplitMethod(text) is { } method)
        {
            var (type, name) = SignatureText.SplitTypeAndName(method.Head);
            var own = SignatureText.Arguments(name);
            var parameters = SignatureText.ParameterTypes(method.Parameters).Select(p => SignatureText.Numbered(p, generics, own));
            name = type.Length == 0 ? ".ctor" : SignatureText.WithoutArguments(name);
            type = type.Length == 0 ? "void" : SignatureText.Numbered(type, generics, own);
            _members.Add($"{prefix}{name}({string.Join(", ", parameters)}) : {type}");
        }
        else
        {
            var (type, name) = SignatureText.SplitTypeAndName(text.Split(" = ", 2)[0]);
            _members.Add($"{prefix}{name} : {SignatureText.Numbered(type, generics, [])}");
        }
    }

    private void AddProperty(string prefix, string[] generics, string declared, string accessors)
    {
        string[] indices = [];
        if (declared.IndexOf(" this[", StringComparison.Ordinal) is var at and > 0)
        {
            indices = [.. SignatureText.ParameterTypes(declared[(at + 6)..^1]).Select(p => SignatureText.Numbered(p, generics, []))];
            declared = declared[..(at + 5)];
        }

        var (type, name) = SignatureText.SplitTypeAndName(declared);
        type = SignatureText.Numbered(type, generics, []);
        if (accessors.Contains("get;", StringComparison.Ordinal))
        {
            _members.Add($"{prefix}get_{name}({string.Join(", ", indices)}) : {type}");
        }

        if (accessors.Contains("set;", StringComparison.Ordinal))
        {
            _members.Add($"{prefix}set_{name}({string.Join(", ", indices.Append(type))}) : void");
        }
    }

    [GeneratedRegex(@"^(?:(?:\[Obsolete\]|public|protected|internal|static|abstract|override|virtual|const|readonly) )*")]
    private static partial Regex Modifiers();

    [GeneratedRegex("^TYPE (?:(?:static|abstract|sealed) )?(?:class|struct|interface|delegate|enum) ")]
    private static partial Regex TypeKind();

    [GeneratedRegex(@"^(?<declared>.*) \{ (?<accessors>[a-z; ]+) \}$")]
    private static partial Regex Property();
}
