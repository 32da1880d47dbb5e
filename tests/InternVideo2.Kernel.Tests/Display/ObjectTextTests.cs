using InternVideo2.Kernel.Display;

namespace InternVideo2.Kernel.Tests.Display;

/// <summary>Values as text, close to C#.</summary>
public class ObjectTextTests
{
    private sealed record Point(int X, double Y);

    private sealed class Plain;

    public static TheoryData<object?, string> Values => new()
    {
        { null, "null" },
        { "as it is", "as it is" },
        { true, "true" },
        { 1.5f, "1.5" },
        { 0.1, "0.1" },
        { 'c', "'c'" },
        { new[] { "a", "b" }, "[\"a\", \"b\"]" },
        { new List<int> { 1, 2 }, "[1, 2]" },
        { new[] { new[] { 1 }, [2, 3] }, "[[1], [2, 3]]" },
        { (1, "x"), "(1, \"x\")" },
        { new Dictionary<string, double> { ["a"] = 0.5 }, "{ \"a\": 0.5 }" },
        { new Point(1, 2.5), "Point { X = 1, Y = 2.5 }" },
        { new Plain(), "Plain" },
        { new float[2, 3], "float[,] 2×3" },
        { typeof(Dictionary<string, List<int>>), "Dictionary<string, List<int>>" },
        { DayOfWeek.Friday, "Friday" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Text(object? value, string expected) => Assert.Equal(expected, ObjectText.Describe(value));

    [Fact]
    public void Long_sequences_are_cut_and_counted()
    {
        Assert.EndsWith("99, … 900 more]", ObjectText.Describe(Enumerable.Range(0, 1000).ToArray()));
        Assert.EndsWith("99, …]", ObjectText.Describe(Endless()));
    }

    [Theory]
    [InlineData(typeof(int?), "int?")]
    [InlineData(typeof(int[,]), "int[,]")]
    [InlineData(typeof((string, double)[]), "(string, double)[]")]
    [InlineData(typeof(Task<List<byte>>), "Task<List<byte>>")]
    [InlineData(typeof(Dictionary<,>), "Dictionary<TKey, TValue>")]
    public void Type_names(Type type, string expected) => Assert.Equal(expected, TypeName.Of(type));

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++) yield return i;
    }
}
