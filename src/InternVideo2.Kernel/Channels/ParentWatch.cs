using System.Diagnostics;
using System.Globalization;

namespace InternVideo2.Kernel.Channels;

/// <summary>Ends the kernel when the process that started it is gone, so that no kernel is left behind.</summary>
internal static class ParentWatch
{
    private const string Variable = "JPY_PARENT_PID";
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Watches the process named by JPY_PARENT_PID, if it is set.</summary>
    public static void Start(Action whenGone)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 1) return;
        new Thread(() =>
        {
            while (IsAlive(id)) Thread.Sleep(_interval);
            KernelLog.Write($"The parent process {id} has ended.");
            whenGone();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
