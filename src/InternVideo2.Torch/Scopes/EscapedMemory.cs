namespace TorchSharp;

/// <summary>
/// Native bytes held by tensors outside every scope. Only the collector can free those that are forgotten, and it does not see native memory,
/// so it is run whenever another <see cref="Step"/> (or half of what was really alive the last time, if that is more) has escaped.
/// </summary>
internal static class EscapedMemory
{
    private const long Step = 256L << 20;

    private static long bytes;
    private static long aliveLastTime;
    private static int collecting;

    internal static void Add(long amount)
    {
        var now = Interlocked.Add(ref bytes, amount);
        if (now - Volatile.Read(ref aliveLastTime) < Math.Max(Step, aliveLastTime / 2)) return;
        if (Interlocked.Exchange(ref collecting, 1) != 0) return;
        Collect(generation: 1);
        if (Volatile.Read(ref bytes) > now / 2) Collect(generation: 2);
        Volatile.Write(ref aliveLastTime, Volatile.Read(ref bytes));
        Volatile.Write(ref collecting, 0);
    }

    internal static void Remove(long amount) => Interlocked.Add(ref bytes, -amount);

    private static void Collect(int generation)
    {
        GC.Collect(generation);
        GC.WaitForPendingFinalizers();
    }
}
