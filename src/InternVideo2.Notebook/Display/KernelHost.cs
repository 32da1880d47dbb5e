using System.Reflection;

namespace InternVideo2.Notebook;

/// <summary>The project's Jupyter kernel, found by name among the loaded assemblies: neither project refers to the other.</summary>
internal sealed class KernelHost : IDisplayHost
{
    private const string Assembly = "InternVideo2.Kernel", Type = "InternVideo2.Kernel.NotebookHost";

    private readonly Func<object, string> _display;
    private readonly Action<string, object> _update;
    private readonly Func<bool> _isActive;

    /// <param name="host">The static class with Display(object) → string, Update(string, object) and IsActive.</param>
    /// <exception cref="MissingMethodException">The class does not have these members.</exception>
    public KernelHost(Type host)
    {
        _display = Member<Func<object, string>>(host, host.GetMethod("Display", [typeof(object)]), "string Display(object)");
        _update = Member<Action<string, object>>(host, host.GetMethod("Update", [typeof(string), typeof(object)]), "void Update(string, object)");
        _isActive = Member<Func<bool>>(host, host.GetProperty("IsActive")?.GetMethod, "bool IsActive { get; }");
    }

    public bool CanUpdate => true;

    /// <summary>The running kernel, or null outside of a notebook.</summary>
    public static KernelHost? Find()
    {
        var type = AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name == Assembly).Select(a => a.GetType(Type)).FirstOrDefault(t => t is not null);
        return type is not null && new KernelHost(type) is { } host && host._isActive() ? host : null;
    }

    public string Show(object view) => _display(view);

    public void Update(string id, object view) => _update(id, view);

    private static T Member<T>(Type host, MethodInfo? method, string signature)
        where T : Delegate =>
        method is { IsStatic: true } ? method.CreateDelegate<T>() : throw new MissingMethodException($"{host.FullName} has no public static member '{signature}'.");
}
