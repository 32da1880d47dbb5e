using System.ComponentModel;
using System.Diagnostics;

namespace InternVideo2.Video;

/// <summary>
/// Runs ffmpeg or ffprobe as a child process: arguments as an array (no shell), standard output to a reader, log lines to another, a time limit,
/// and a kill of the whole process tree on time-out, cancellation and any exception of the readers.
/// </summary>
internal static class MediaProcess
{
    // EPIPE as .NET passes it on.
    private const int BrokenPipe = 32;

    /// <summary>Runs the program to its end.</summary>
    /// <param name="tool">Name or path of the program.</param>
    /// <param name="arguments">Its arguments, each passed unchanged.</param>
    /// <param name="path">The media file, for messages.</param>
    /// <param name="limit">Longest run.</param>
    /// <param name="readOutput">Reads standard output until it ends; must cope with an early end.</param>
    /// <param name="readLog">Gets each line of standard error, on another thread.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <param name="writeInput">Writes standard input, on another thread; null: it is closed at once.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="VideoException">The program is missing, or the time limit has passed.</exception>
    /// <exception cref="OperationCanceledException">On cancellation, after the process has been killed.</exception>
    public static int Run(
        string tool,
        IEnumerable<string> arguments,
        string path,
        TimeSpan limit,
        Action<Stream> readOutput,
        Action<string> readLog,
        CancellationToken cancellation,
        Action<Stream>? writeInput = null)
    {
        cancellation.ThrowIfCancellationRequested();
        using Process process = Start(tool, arguments, path);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? killFailure = null;
        using CancellationTokenRegistration registration = deadline.Token.Register(() =>
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is Win32Exception or AggregateException)
            {
                // Thrown on a timer's thread it would end the whole program; it is reported below, when the process has ended by itself.
                killFailure = e;
            }
        });
        deadline.CancelAfter(limit);
        Task input = Task.Factory.StartNew(
            () => WriteInput(process, writeInput), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task log = Task.Factory.StartNew(
            () => ReadLog(process, readLog), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            readOutput(process.StandardOutput.BaseStream);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            // The log's reader must be gone before the process object is; its own exception, if any, is thrown below.
            Task.WaitAny(log);
            Task.WaitAny(input);
        }

        log.GetAwaiter().GetResult();
        input.GetAwaiter().GetResult();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (deadline.IsCancellationRequested)
        {
            throw new VideoException(
                VideoFault.TimeOut, path, $"{Path.GetFileName(tool)} did not finish within {limit.TotalSeconds:0.###} s",
                $"Raise {nameof(VideoReaderOptions.TimeLimit)} in the reader's options, or cut the file into shorter ones.",
                killFailure);
        }

        return process.ExitCode;
    }

    private static Process Start(string tool, IEnumerable<string> arguments, string path)
    {
        var start = new ProcessStartInfo(tool)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // A report file or colour codes wished for by the surroundings would only be in the way.
        start.Environment.Remove("FFREPORT");
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{tool} was not started.");
        }
        catch (Win32Exception e)
        {
            throw new VideoException(
                VideoFault.ToolMissing, path, $"the program '{tool}' could not be started ({e.Message})",
                "Run ./iv2 setup, or apt-get install ffmpeg.", e);
        }
    }

    private static void WriteInput(Process process, Action<Stream>? writeInput)
    {
        try
        {
            using Stream input = process.StandardInput.BaseStream;
            writeInput?.Invoke(input);
        }
        catch (IOException e) when (e.HResult == BrokenPipe || process.HasExited)
        {
            // The program wants no more: whether it had enough, its exit code and its output tell.
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static void ReadLog(Process process, Action<string> readLog)
    {
        try
        {
            foreach (string line in LogLines.Read(process.StandardError.BaseStream))
            {
                readLog(line);
            }
        }
        catch
        {
            // Nobody drains the log any more: without the kill, both sides would wait for each other.
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
