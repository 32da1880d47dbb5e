using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>
/// Finds, once per module type, the fields that may hold a submodule, parameter or buffer: in declaration order, base classes first,
/// private ones included.
/// </summary>
internal static class ComponentFields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, Component[]> Known = new();

    internal readonly record struct Component(string Key, FieldInfo Field);

    internal static Component[] Of(Type moduleType) => Known.GetOrAdd(moduleType, static type => [.. Walk(type)]);

    private static IEnumerable<Component> Walk(Type type)
    {
        if (type.BaseType is { } baseType && type != typeof(torch.nn.Module))
        {
            foreach (var component in Walk(baseType)) yield return component;
        }
        if (type == typeof(torch.nn.Module)) yield break;

        // Metadata order is declaration order; reflection promises it for nobody, so it is asked for by token.
        foreach (var field in type.GetFields(Declared).OrderBy(field => field.MetadataToken))
        {
            if (!MayHoldComponent(field.FieldType)) continue;
            yield return new Component(field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name, field);
        }
    }

    /// <summary>A field declared as an interface or as object may hold a module as well: what counts is the value.</summary>
    private static bool MayHoldComponent(Type fieldType)
    {
        if (typeof(torch.nn.Module).IsAssignableFrom(fieldType) || typeof(torch.Tensor).IsAssignableFrom(fieldType)) return true;
        return fieldType.IsInterface || fieldType == typeof(object);
    }
}
