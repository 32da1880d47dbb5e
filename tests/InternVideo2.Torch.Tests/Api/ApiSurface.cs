using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace InternVideo2.Torch.Tests.Api;

/// <summary>
/// Prints what an assembly offers to others, one line for each type and member, in the format of the list the real TorchSharp was dumped
/// in: keywords for built-in types, nested types by their path, no namespaces of TorchSharp or System.
/// </summary>
internal static class ApiSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IEnumerable<string> Lines(Assembly assembly)
    {
        var types = assembly.GetTypes().Where(type => type.IsVisible && type.Namespace?.StartsWith("TorchSharp", StringComparison.Ordinal) == true);
        foreach (var type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return Header(type);
            var name = TypeNames.Of(type);
            if (type.IsEnum)
            {
                var values = Enum.GetNames(type).Select(member => $"{member}={Convert.ToInt64(Enum.Parse(type, member))}");
                yield return $"{name} :: {string.Join(", ", values)}";
                continue;
            }
            foreach (var line in Members(type).Order(StringComparer.Ordinal)) yield return $"{name} :: {line}";
        }
    }

    private static string Header(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases.Add(TypeNames.Of(parent));
        bases.AddRange(type.GetInterfaces().Where(face => type.BaseType?.GetInterfaces().Contains(face) != true).Select(TypeNames.Of));
        return $"TYPE {kind} {TypeNames.Of(type)}" + (bases.Count > 0 ? " : " + string.Join(", ", bases) : "");
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
            yield return $"{Access(constructor)}{type.Name.Split('`')[0]}({Parameters(constructor.GetParameters())})";
        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !IsAccessor(method)))
            yield return Describe(method);
        foreach (var property in type.GetProperties(Declared))
        {
            var (getter, setter) = (property.GetMethod, property.SetMethod);
            if (!IsVisible(getter) && !IsVisible(setter)) continue;
            var index = property.GetIndexParameters();
            var name = index.Length > 0 ? $"this[{Parameters(index)}]" : property.Name;
            var get = IsVisible(getter) ? "get; " : "";
            var set = !IsVisible(setter) ? "" : setter!.IsPublic ? "set; " : "protected set; ";
            var access = Access((IsVisible(getter) ? getter : setter)!);
            yield return $"{access}{TypeNames.Of(property.PropertyType)} {name} {{ {get}{set}}}";
        }
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            var kind = field.IsLiteral ? "const " : field.IsStatic ? "static " : "";
            var value = field.IsLiteral ? " = " + Constant(field.GetRawConstantValue(), field.FieldType) : "";
            var access = field.IsPublic ? "public " : "protected ";
            yield return $"{access}{kind}{(field.IsInitOnly ? "readonly " : "")}{TypeNames.Of(field.FieldType)} {field.Name}{value}";
        }
    }

    private static string Describe(MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var generic = arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(argument => argument.Name))}>" : "";
        var constraints = string.Concat(arguments.Select(Constraint));
        var obsolete = method.IsDefined(typeof(ObsoleteAttribute)) ? "[Obsolete] " : "";
        var extended = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        var signature = $"{method.Name}{generic}({extended}{Parameters(method.GetParameters())}){constraints}";
        return $"{obsolete}{Access(method)}{TypeNames.Of(method.ReturnType)} {signature}";
    }

    private static string Constraint(Type argument)
    {
        var names = argument.GetGenericParameterConstraints().Select(TypeNames.Of).ToList();
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)) names.Insert(0, "struct");
        return names.Count > 0 ? $" where {argument.Name}: {string.Join(",", names)}" : "";
    }

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        var modifier = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        if (parameter.ParameterType.IsByRef) modifier += parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        var otherwise = parameter.HasDefaultValue ? " = " + Constant(parameter.RawDefaultValue, parameter.ParameterType) : "";
        return $"{modifier}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{otherwise}";
    }));

    private static string Constant(object? value, Type type)
    {
        var underlying = Nullable.GetUnderlyingType(type);
        return value switch
        {
            null => type.IsValueType && underlying is null ? "default" : "null",
            bool truth => truth ? "true" : "false",
            string text => $"\"{text}\"",
            _ when type.IsEnum => $"{TypeNames.Of(type)}.{Enum.GetName(type, value)}",
            _ when underlying is { IsEnum: true } => $"{TypeNames.Of(underlying)}.{value}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && (method.Name.StartsWith("get_", StringComparison.Ordinal) || method.Name.StartsWith("set_", StringComparison.Ordinal) ||
            method.Name.StartsWith("add_", StringComparison.Ordinal) || method.Name.StartsWith("remove_", StringComparison.Ordinal));

    private static string Access(MethodBase method)
    {
        var access = method.IsPublic ? "public " : method.IsFamily ? "protected " : "protected internal ";
        if (method.IsStatic) access += "static ";
        if (method.IsAbstract) return access + "abstract ";
        if (method is not MethodInfo { IsVirtual: true, IsFinal: false } virtualMethod) return access;
        return access + (virtualMethod.GetBaseDefinition() != virtualMethod ? "override " : "virtual ");
    }
}
