using System.Runtime.InteropServices;
using System.Text;
using InternVideo2.Kernel.Cells;
using Microsoft.Win32.SafeHandles;

namespace InternVideo2.Kernel.Streams;

/// <summary>
/// Catches what native code and child processes write to the process's stdout (1) or stderr (2), which would end in the server's log: a pipe
/// takes the descriptor's place and its text is shown below the latest cell. Only on Unix.
/// </summary>
internal sealed partial class NativeOutput
{
    private static readonly TimeSpan _drainLimit = TimeSpan.FromMilliseconds(200);

    private readonly string _stream;
    private readonly FileStream _write;
    private readonly FileStream _read;
    private readonly ManualResetEventSlim _drained = new();
    private readonly string _mark = $"\0{Guid.NewGuid():N}\0";

    private NativeOutput(int descriptor, string stream)
    {
        _stream = stream;
        Original = new FileStream(new SafeFileHandle(Check(dup(descriptor), "dup"), true), FileAccess.Write, 1);
        var ends = new int[2];
        Check(pipe(ends), "pipe");
        Check(dup2(ends[1], descriptor), "dup2");
        _read = new FileStream(new SafeFileHandle(ends[0], true), FileAccess.Read, 1);
        _write = new FileStream(new SafeFileHandle(ends[1], true), FileAccess.Write, 1);
        new Thread(Pump) { IsBackground = true, Name = $"native {stream}" }.Start();
    }

    /// <summary>Where the descriptor led before.</summary>
    public FileStream Original { get; }

    /// <summary>Redirects stdout and stderr; empty where that is not supported. The kernel's log keeps the original stderr.</summary>
    public static IReadOnlyList<NativeOutput> Capture()
    {
        if (OperatingSystem.IsWindows()) return [];
        var error = new NativeOutput(2, OutputBuffer.StandardError);
        KernelLog.Target = TextWriter.Synchronized(new StreamWriter(error.Original) { AutoFlush = true });
        return [new NativeOutput(1, OutputBuffer.StandardOutput), error];
    }

    /// <summary>Empties the C library's buffers (it buffers fully on pipes) and waits until all that was written has been taken over.</summary>
    public static void Flush(IReadOnlyList<NativeOutput> outputs)
    {
        if (outputs.Count == 0) return;
        _ = fflush(0);
        foreach (var output in outputs) output.Drain();
    }

    private void Drain()
    {
        // A mark sent through the pipe itself comes out after everything before it.
        _drained.Reset();
        _write.Write(Encoding.ASCII.GetBytes(_mark));
        // If it takes longer, a child process or thread is still writing a lot; its text follows on its own.
        _drained.Wait(_drainLimit);
    }

    private void Pump()
    {
        var bytes = new byte[65536];
        var text = new char[65537];
        var decoder = Encoding.UTF8.GetDecoder();
        var pending = "";
        for (int count; (count = _read.Read(bytes)) > 0;)
        {
            pending += new string(text, 0, decoder.GetChars(bytes, 0, count, text, 0));
            pending = Forward(pending);
        }
    }

    /// <summary>Shows text up to the mark and returns what must wait for more.</summary>
    private string Forward(string text)
    {
        if (text.IndexOf(_mark, StringComparison.Ordinal) is var found and >= 0)
        {
            Show(text.AsSpan(0, found));
            _drained.Set();
            return Forward(text[(found + _mark.Length)..]);
        }
        // The beginning of a mark may be all that has arrived of it.
        var cut = text.LastIndexOf('\0');
        if (cut < 0 || !_mark.StartsWith(text[cut..], StringComparison.Ordinal)) cut = text.Length;
        Show(text.AsSpan(0, cut));
        return text[cut..];
    }

    private void Show(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        if (CellContext.Current is { } cell) cell.Output.Write(_stream, text);
        else KernelLog.Target.Write(text);
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new IOException($"Redirecting the process's output failed: {call}: errno {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", SetLastError = true)] private static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)] private static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)] private static partial int pipe([Out] int[] ends);

    [LibraryImport("libc", SetLastError = true)] private static partial int fflush(nint file);
}
