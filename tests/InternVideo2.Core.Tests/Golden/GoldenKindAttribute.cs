namespace InternVideo2.Tests.Golden;

/// <summary>Says that a test class reads the golden files of these kinds by itself; see <see cref="GoldenTheoryAttribute"/> for what a kind is.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GoldenKindAttribute(params string[] kinds) : Attribute
{
    public IReadOnlyList<string> Kinds { get; } = [.. kinds.Select(GoldenFolder.Kind)];
}
