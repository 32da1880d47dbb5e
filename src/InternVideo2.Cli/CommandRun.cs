using System.CommandLine;
using System.CommandLine.Parsing;
using InternVideo2.Data;

namespace InternVideo2.Cli;

/// <summary>Runs a command line: 0 done, 1 an error that is the user's to mend, 2 a wrong call, 130 interrupted. Anything else is a fault of the program and shows its stack.</summary>
internal static class CommandRun
{
    public static async Task<int> RunAsync(RootCommand root, string[] arguments, CancellationToken cancellation, TextWriter? output = null, TextWriter? errors = null)
    {
        var error = errors ?? Console.Error;
        var call = root.Parse(arguments);
        if (call.Errors.Count > 0)
        {
            foreach (var wrong in call.Errors)
            {
                await error.WriteLineAsync($"iv2: {wrong.Message}");
            }

            await error.WriteLineAsync($"iv2: ./iv2 {Path(call.CommandResult)}--help says what there is");
            return 2;
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Error = error };
            if (output is not null) configuration.Output = output;
            return await call.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("iv2: stopped");
            return 130;
        }
        catch (Exception e) when (IsForTheUser(e))
        {
            await error.WriteLineAsync($"iv2: error: {e.Message}");
            return 1;
        }
    }

    // "train stage3 ": from the first command to the one that was called wrongly.
    private static string Path(CommandResult called) => called.Parent is CommandResult above ? $"{Path(above)}{called.Command.Name} " : "";

    /// <summary>Whether a message says what is wrong and what to do: those of the package's own exceptions, and the framework's about arguments and files.</summary>
    public static bool IsForTheUser(Exception e) =>
        e is ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException || e.GetType().Assembly == typeof(ClipManifest).Assembly;
}
