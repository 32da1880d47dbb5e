namespace TorchSharp.Utils;

/// <summary>
/// Gives a module's field a key that is not a C# identifier (or not the field's name): <c>[ComponentName(Name = "fc-1")]</c>.
/// The key is used in <c>state_dict</c> and in every named enumeration.
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public ComponentNameAttribute()
    {
    }

    /// <summary>The key; null means the field's own name.</summary>
    public string? Name { get; set; }
}
