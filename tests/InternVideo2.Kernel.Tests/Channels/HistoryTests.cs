using InternVideo2.Kernel.Channels;

namespace InternVideo2.Kernel.Tests.Channels;

/// <summary>Cells can be asked for by position, range and pattern.</summary>
public class HistoryTests
{
    private readonly History _history = new();

    public HistoryTests()
    {
        _history.Add(1, "var a = 1;", null);
        _history.Add(2, "a + 1", "2");
        _history.Add(3, "a + 1", "2");
        _history.Add(4, "b", null);
    }

    [Fact]
    public void Tail() => Assert.Equal([3, 4], _history.Tail(2).Select(entry => entry.Line));

    [Fact]
    public void Range() => Assert.Equal([2, 3], _history.Range(0, 2, 4).Select(entry => entry.Line));

    [Fact]
    public void Earlier_sessions_are_gone() => Assert.Empty(_history.Range(-1, 0, null));

    [Theory]
    [InlineData("a*", null, false, new[] { 2, 3 })]
    [InlineData("*a*", 2, false, new[] { 2, 3 })]
    [InlineData("*a*", 1, false, new[] { 3 })]
    [InlineData("a ? ?", null, true, new[] { 3 })]
    [InlineData("A*", null, false, new int[0])]
    public void Search(string pattern, int? count, bool unique, int[] lines) =>
        Assert.Equal(lines, _history.Search(pattern, count, unique).Select(entry => entry.Line));
}
