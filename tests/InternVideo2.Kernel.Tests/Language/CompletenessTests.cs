using InternVideo2.Kernel.Language;

namespace InternVideo2.Kernel.Tests.Language;

/// <summary>Whether Enter runs the code or begins a line.</summary>
public class CompletenessTests
{
    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("#!time\n1", "complete")]
    [InlineData("#r \"nuget: A\"", "complete")]
    [InlineData("#!markdown\nany { text", "complete")]
    [InlineData("void F() {", "incomplete")]
    [InlineData("Call(1,", "incomplete")]
    [InlineData("x = );", "invalid")]
    public void Status(string code, string status) => Assert.Equal(status, (string?)Completeness.Of(code)["status"]);

    [Fact]
    public void The_next_line_is_indented_by_open_braces() => Assert.Equal("        ", (string?)Completeness.Of("class C {\n void F() {")["indent"]);
}
