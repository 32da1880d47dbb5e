using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace InternVideo2.Notebook;

/// <summary>
/// Turns SVG into PNG with librsvg's <c>rsvg-convert</c>, a child process fed and read through pipes. PNG is what every notebook viewer shows;
/// SVG is dropped or emptied by some of them.
/// </summary>
/// <param name="program">Name or path of the program.</param>
/// <param name="limit">Longest time for one picture; the child is killed after it. Null: 30 s.</param>
public sealed class SvgRasterizer(string program = "rsvg-convert", TimeSpan? limit = null)
{
    /// <summary>Device pixels for each CSS pixel of charts: sharp on dense displays, and twice the size when a viewer ignores the metadata.</summary>
    public const double PixelRatio = 2;

    private readonly TimeSpan _limit = limit ?? TimeSpan.FromSeconds(30);

    public static SvgRasterizer Default { get; } = new();

    /// <summary>The picture as PNG bytes.</summary>
    /// <param name="svg">A complete SVG document. References to other files or hosts are not followed.</param>
    /// <param name="pixelRatio">Device pixels for each CSS pixel.</param>
    /// <exception cref="SvgRasterizerException">The program is missing, fails, or takes too long; the message says which and what to do.</exception>
    public byte[] ToPng(string svg, double pixelRatio = PixelRatio)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("--format=png");
        start.ArgumentList.Add(FormattableString.Invariant($"--zoom={pixelRatio:0.###}"));
        start.ArgumentList.Add("--unlimited"); // embedded frames exceed libxml2's default size of one attribute

        using var process = Start(start);
        var output = ReadAsync(process.StandardOutput.BaseStream);
        var errors = process.StandardError.ReadToEndAsync();
        var input = WriteAsync(process.StandardInput.BaseStream, Encoding.UTF8.GetBytes(svg));
        if (!Task.WhenAll(output, errors, input).Wait(_limit) || !process.WaitForExit(_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new SvgRasterizerException($"{program} did not finish within {_limit.TotalSeconds:0.#} s for an SVG of {svg.Length:N0} characters, and was ended.");
        }
        if (process.ExitCode != 0 || output.Result.Length == 0)
            throw new SvgRasterizerException($"{program} ended with code {process.ExitCode}: {errors.Result.Trim()}");
        return output.Result;
    }

    /// <summary>The program's own version line.</summary>
    /// <exception cref="SvgRasterizerException">The program is missing.</exception>
    public string Version()
    {
        using var process = Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false });
        return process.StandardOutput.ReadToEnd().Trim();
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SvgRasterizerException(
                $"Figures are drawn with {program}, which could not be started ({e.Message}). Run ./iv2 setup, or install the package librsvg2-bin.", e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes).ConfigureAwait(false);
        return bytes.ToArray();
    }

    private static async Task WriteAsync(Stream stream, byte[] bytes)
    {
        try
        {
            await stream.WriteAsync(bytes).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException e) when (e.Message.Contains("pipe", StringComparison.OrdinalIgnoreCase))
        {
            // The child closed its input early: its exit code and message say why, and are reported by the caller.
        }
    }
}

/// <summary>A figure could not be turned into pixels.</summary>
public sealed class SvgRasterizerException(string message, Exception? inner = null) : Exception(message, inner);
