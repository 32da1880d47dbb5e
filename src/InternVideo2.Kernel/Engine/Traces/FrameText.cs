using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using InternVideo2.Kernel.Display;

namespace InternVideo2.Kernel.Engine.Traces;

/// <summary>
/// One line of a stack trace with the names the user wrote: the compiler turns cells, lambdas and async methods into types and methods such as
/// Submission#3.&lt;&lt;Initialize&gt;&gt;d__0.MoveNext.
/// </summary>
internal static partial class FrameText
{
    /// <summary>Text such as "Load(string path) in cell 3, line 2". Null for frames that mean nothing to the user.</summary>
    public static string? Describe(StackFrame frame)
    {
        if (frame.GetMethod() is not { } method || IsHidden(method)) return null;
        var file = frame.GetFileName();
        var place = file is null ? "" : CellFile.Number(file) is { } cell ? $" in cell {cell}, line {frame.GetFileLineNumber()}"
            : $" in {file}:line {frame.GetFileLineNumber()}";
        var name = Name(method);
        return name is null ? (place.Length > 0 ? $"at{place[3..]}" : null) : $"at {name}{place}";
    }

    /// <summary>The method's name with its type and parameters; null for the body of a cell.</summary>
    private static string? Name(MethodBase method)
    {
        var type = method.DeclaringType;
        var raw = method.Name;
        // Async methods and iterators run as MoveNext of a type <Name>d__1.
        var isStateMachine = raw == "MoveNext" && type is not null && type.Name.StartsWith('<');
        if (isStateMachine) (raw, type) = (type!.Name, type.DeclaringType);
        while (type is not null && type.Name.StartsWith('<')) type = type.DeclaringType;
        var owner = type is null || IsSubmission(type) ? "" : $"{FullName(type)}.";

        if (LocalFunction().Match(raw) is { Success: true } local) return $"{owner}{local.Groups[1].Value}{Parameters(method, isStateMachine)}";
        if (raw.Contains(">b__", StringComparison.Ordinal)) return $"{owner}lambda{Parameters(method, isStateMachine)}";
        if (raw.Contains("<Initialize>", StringComparison.Ordinal) || raw is "<Factory>") return null;
        if (StateMachine().Match(raw) is { Success: true } machine) raw = machine.Groups[1].Value;
        return $"{owner}{(raw is ".ctor" ? "constructor" : raw)}{Parameters(method, isStateMachine)}";
    }

    private static string Parameters(MethodBase method, bool unknown) =>
        unknown ? "(…)" : $"({string.Join(", ", method.GetParameters().Select(parameter => $"{TypeName.Of(parameter.ParameterType)} {parameter.Name}".Trim()))})";

    private static string FullName(Type type) =>
        type.DeclaringType is { } outer ? (IsSubmission(outer) ? TypeName.Of(type) : $"{FullName(outer)}.{TypeName.Of(type)}")
        : type.Namespace is { Length: > 0 } space ? $"{space}.{TypeName.Of(type)}" : TypeName.Of(type);

    private static bool IsSubmission(Type type) => type.Name.StartsWith(SubmissionChain.ClassPrefix, StringComparison.Ordinal);

    private static bool IsHidden(MethodBase method) =>
        method.IsDefined(typeof(StackTraceHiddenAttribute), false) || method.DeclaringType?.IsDefined(typeof(StackTraceHiddenAttribute), false) == true;

    [GeneratedRegex("g__(.+?)\\|")]
    private static partial Regex LocalFunction();

    [GeneratedRegex("^<(.+)>d__")]
    private static partial Regex StateMachine();
}
