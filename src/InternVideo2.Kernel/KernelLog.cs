namespace InternVideo2.Kernel;

/// <summary>The kernel's own log: the stderr the process was started with, which ends up in the log of the Jupyter server.</summary>
internal static class KernelLog
{
    /// <summary>
    /// Replaced when the process's stderr is redirected into the notebook. Not Console.Error, which will stand for the notebook, too.
    /// </summary>
    public static TextWriter Target { get; set; } = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });

    public static void Write(string line) => Target.WriteLine($"[C# kernel] {line}");
}
