using Xunit;

namespace InternVideo2.Notebook.Tests.Svg;

/// <summary>librsvg draws; when it cannot, one clear exception says what to do.</summary>
public sealed class SvgRasterizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("iv2-rsvg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Colours_and_size_come_through()
    {
        var png = SvgRasterizer.Default.ToPng("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"6\"><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/><rect width=\"5\" height=\"6\" fill=\"#0072b2\"/></svg>", 3);
        var picture = PngFile.Decode(png);
        Assert.Equal((30, 18), (picture.Width, picture.Height));
        Assert.Equal((0x00, 0x72, 0xb2), picture[3, 9]);
        Assert.Equal((255, 255, 255), picture[25, 9]);
    }

    [Fact]
    public void A_missing_program_is_named_with_the_remedy()
    {
        var error = Assert.Throws<SvgRasterizerException>(() => new SvgRasterizer("no-such-rsvg").ToPng("<svg/>"));
        Assert.Contains("no-such-rsvg", error.Message);
        Assert.Contains("./iv2 setup", error.Message);
    }

    [Fact]
    public void Broken_svg_gives_the_programs_own_words() =>
        Assert.Contains("rsvg-convert ended with code", Assert.Throws<SvgRasterizerException>(() => SvgRasterizer.Default.ToPng("<svg")).Message);

    [Fact]
    public void A_program_that_hangs_is_ended()
    {
        var script = Script("cat > /dev/null; exec sleep 600");
        Assert.Contains("did not finish within 0.3 s", Assert.Throws<SvgRasterizerException>(() => new SvgRasterizer(script, TimeSpan.FromSeconds(0.3)).ToPng("<svg/>")).Message);
    }

    [Fact]
    public void A_program_that_does_not_read_is_an_error_not_a_hang()
    {
        var script = Script("echo sorry >&2; exit 3");
        var large = "<svg>" + new string(' ', 1 << 20) + "</svg>";
        Assert.Contains("code 3: sorry", Assert.Throws<SvgRasterizerException>(() => new SvgRasterizer(script).ToPng(large)).Message);
    }

    private string Script(string body)
    {
        var path = Path.Combine(_folder, "program");
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
