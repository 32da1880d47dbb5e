using InternVideo2.Kernel.Language;

namespace InternVideo2.Kernel.Tests.Language;

/// <summary>Positions on the wire count code points, in C# UTF-16 units.</summary>
public class CodePointsTests
{
    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("😀bc", 2, 3)]
    [InlineData("a😀😀", 3, 5)]
    [InlineData("", 0, 0)]
    [InlineData("a\ud83d", 2, 2)]
    public void Both_ways(string text, int codePoints, int utf16)
    {
        Assert.Equal(utf16, CodePoints.ToUtf16(text, codePoints));
        Assert.Equal(codePoints, CodePoints.FromUtf16(text, utf16));
    }

    [Fact]
    public void Positions_outside_the_text_are_moved_to_its_ends()
    {
        Assert.Equal(1, CodePoints.ToUtf16("a", 9));
        Assert.Equal(0, CodePoints.ToUtf16("a", -1));
    }
}
