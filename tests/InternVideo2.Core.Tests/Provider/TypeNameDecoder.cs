using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace InternVideo2.Tests.Provider;

/// <summary>
/// Writes the types of a compiled signature the way the listing of TorchSharp's API does: namespaces TorchSharp and System left out, C# keywords,
/// <c>?</c> for nullable values, tuples in parentheses; generic parameters by number, <c>!0</c> of the type and <c>!!0</c> of the method.
/// </summary>
internal sealed class TypeNameDecoder : ISignatureTypeProvider<string, object?>
{
    private static readonly Dictionary<string, string> s_keywords = new()
    {
        ["Int64"] = "long",
        ["Int32"] = "int",
        ["Int16"] = "short",
        ["Byte"] = "byte",
        ["SByte"] = "sbyte",
        ["Boolean"] = "bool",
        ["Single"] = "float",
        ["Double"] = "double",
        ["String"] = "string",
        ["Object"] = "object",
        ["Void"] = "void",
        ["Decimal"] = "decimal",
        ["Char"] = "char",
        ["UInt64"] = "ulong",
        ["UInt32"] = "uint",
    };

    public static TypeNameDecoder Instance { get; } = new();

    /// <summary>The outermost type's namespace.</summary>
    public static string Namespace(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Namespace(reader, (TypeReferenceHandle)type.ResolutionScope)
            : reader.GetString(type.Namespace);
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var name = WithoutArity(reader.GetString(type.Name));
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{name}";
        }

        return Qualified(reader.GetString(type.Namespace), name);
    }

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return Qualified(reader.GetString(type.Namespace), WithoutArity(reader.GetString(type.Name)));
    }

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType switch
    {
        "Nullable" => typeArguments[0] + "?",
        "ValueTuple" => $"({string.Join(", ", typeArguments)})",
        _ => $"{genericType}<{string.Join(", ", typeArguments)}>",
    };

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => s_keywords.GetValueOrDefault(typeCode.ToString(), typeCode.ToString());

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
        => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";

    private static string Qualified(string @namespace, string name)
    {
        if (@namespace == "System" && s_keywords.TryGetValue(name, out var keyword))
        {
            return keyword;
        }

        return @namespace.StartsWith("TorchSharp", StringComparison.Ordinal) || @namespace.StartsWith("System", StringComparison.Ordinal) || @namespace == ""
            ? name
            : $"{@namespace}.{name}";
    }

    private static string WithoutArity(string name) => name.IndexOf('`') is var tick and >= 0 ? name[..tick] : name;
}
