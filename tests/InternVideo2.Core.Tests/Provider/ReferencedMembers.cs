using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace InternVideo2.Tests.Provider;

/// <summary>What a compiled assembly uses of another namespace, read from its metadata without loading it.</summary>
internal static class ReferencedMembers
{
    /// <summary>Members in the form <c>Type :: Name(types) : type</c>, and types alone as <c>Type</c>; each once.</summary>
    /// <param name="assembly">Path of a .dll.</param>
    /// <param name="prefix">Namespace, matched with everything below it.</param>
    public static IReadOnlyCollection<string> Of(string assembly, string prefix)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var reader = file.GetMetadataReader();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeReferences)
        {
            if (IsBelow(TypeNameDecoder.Namespace(reader, handle), prefix))
            {
                found.Add(TypeNameDecoder.Instance.GetTypeFromReference(reader, handle, 0));
            }
        }

        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (Owner(reader, member.Parent) is { } owner && IsBelow(TypeNameDecoder.Namespace(reader, owner), prefix))
            {
                found.Add($"{TypeNameDecoder.Instance.GetTypeFromReference(reader, owner, 0)} :: {Describe(reader, member)}");
            }
        }

        return found;
    }

    private static string Describe(MetadataReader reader, MemberReference member)
    {
        var name = reader.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            return $"{name} : {member.DecodeFieldSignature(TypeNameDecoder.Instance, null)}";
        }

        var signature = member.DecodeMethodSignature(TypeNameDecoder.Instance, null);
        var types = signature.ParameterTypes;
        // An indexer's accessors are named after an attribute of the type, which a listing does not show; methods such as get_data are no accessors.
        var accessor = name.Length > 4 && char.IsUpper(name[4]);
        name = accessor && name.StartsWith("get_", StringComparison.Ordinal) && types.Length > 0 ? "get_this"
            : accessor && name.StartsWith("set_", StringComparison.Ordinal) && types.Length > 1 ? "set_this"
            : name;
        return $"{name}({string.Join(", ", types)}) : {signature.ReturnType}";
    }

    /// <summary>The referenced type that declares a member, or null when this assembly declares it.</summary>
    private static TypeReferenceHandle? Owner(MetadataReader reader, EntityHandle parent)
    {
        switch (parent.Kind)
        {
            case HandleKind.TypeReference:
                return (TypeReferenceHandle)parent;
            case HandleKind.TypeSpecification:
                var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
                if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                {
                    return null;
                }

                blob.ReadCompressedInteger();
                var type = blob.ReadTypeHandle();
                return type.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)type : null;
            default:
                return null;
        }
    }

    private static bool IsBelow(string @namespace, string prefix)
        => @namespace == prefix || @namespace.StartsWith(prefix + ".", StringComparison.Ordinal);
}
