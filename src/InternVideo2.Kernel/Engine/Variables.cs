using System.Reflection;

namespace InternVideo2.Kernel.Engine;

/// <summary>A top-level variable of a cell.</summary>
/// <param name="Submission">Index of the submission that declares it, oldest first.</param>
internal sealed record Variable(string Name, int Submission, FieldInfo Field, object Owner)
{
    public Type Type => Field.FieldType;

    public object? Value => Field.GetValue(Owner);
}

/// <summary>The variables of the cells that ran: fields of the submission objects.</summary>
internal sealed class Variables(SubmissionChain chain)
{
    /// <summary>All variables, also those hidden by a later declaration of the same name, oldest first.</summary>
    public IEnumerable<Variable> All() =>
        from submission in chain.Instances
        from field in submission.Instance.GetType().GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !field.Name.StartsWith('<') && !field.IsLiteral
        select new Variable(field.Name, submission.Index, field, submission.Instance);

    /// <summary>The variables a new cell would see, by name.</summary>
    public IReadOnlyList<Variable> Visible() => [.. All().GroupBy(variable => variable.Name).Select(same => same.Last()).OrderBy(v => v.Name, StringComparer.Ordinal)];

    public Variable? Find(string name) => All().LastOrDefault(variable => variable.Name == name);

    /// <summary>Sets a variable, and all hidden ones of that name, to the default of their type, so that what they held can be collected.</summary>
    /// <returns>How many variables held something.</returns>
    public int Forget(string name) => All().Where(variable => variable.Name == name).ToArray().Count(Clear);

    /// <summary>False if the variable held nothing or cannot be changed.</summary>
    public static bool Clear(Variable variable)
    {
        if (variable.Field is { IsStatic: true, IsInitOnly: true }) return false;
        if (!variable.Type.IsValueType && variable.Value is null) return false;
        variable.Field.SetValue(variable.Owner, variable.Type.IsValueType ? Activator.CreateInstance(variable.Type) : null);
        return true;
    }
}
