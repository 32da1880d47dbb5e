using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace InternVideo2.Notebook;

/// <summary>Asks an installed program for its version.</summary>
internal static partial class ProgramVersion
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The version number in the program's first line of output; null if the program is missing.</summary>
    public static string? Ask(string program, string argument) =>
        FirstLine(program, argument) is { } line ? Number().Match(line) is { Success: true } match ? match.Value : line : null;

    /// <summary>The first line of output; null if the program is missing, silent or stuck.</summary>
    public static string? FirstLine(string program, string argument)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        }
        catch (Win32Exception)
        {
            return null; // not installed: the caller says so
        }
        using (process)
        {
            var line = process.StandardOutput.ReadLineAsync();
            var answered = line.Wait(Limit);
            process.Kill();
            return answered ? line.Result : null;
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)+[\w.+~-]*")]
    private static partial Regex Number();
}
