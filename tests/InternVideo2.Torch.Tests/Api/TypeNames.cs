namespace InternVideo2.Torch.Tests.Api;

/// <summary>Type names as the API list writes them.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(long)] = "long",
        [typeof(int)] = "int",
        [typeof(short)] = "short",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(bool)] = "bool",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(ulong)] = "ulong",
        [typeof(uint)] = "uint",
    };

    internal static string Of(Type type)
    {
        if (type.IsByRef) return Of(type.GetElementType()!);
        if (type.IsArray) return Of(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (type.IsPointer) return Of(type.GetElementType()!) + "*";
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying) + "?";
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        // Tuples of open type parameters have no full name and stay ValueTuple<…>, as in the list.
        if (type.IsGenericType && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
            return $"({string.Join(", ", type.GetGenericArguments().Select(Of))})";

        var path = string.Join(".", Path(type));
        var known = type.Namespace is null || type.Namespace.StartsWith("TorchSharp", StringComparison.Ordinal) ||
            type.Namespace.StartsWith("System", StringComparison.Ordinal);
        return known ? path : $"{type.Namespace}.{path}";
    }

    private static IEnumerable<string> Path(Type type)
    {
        var chain = new Stack<Type>();
        for (var current = type; current is not null; current = current.DeclaringType) chain.Push(current);
        var arguments = type.GetGenericArguments();
        var used = 0;
        foreach (var part in chain)
        {
            var tick = part.Name.IndexOf('`');
            if (tick < 0)
            {
                yield return part.Name;
                continue;
            }
            var count = int.Parse(part.Name.AsSpan(tick + 1));
            yield return $"{part.Name[..tick]}<{string.Join(", ", arguments.Skip(used).Take(count).Select(Of))}>";
            used += count;
        }
    }
}
