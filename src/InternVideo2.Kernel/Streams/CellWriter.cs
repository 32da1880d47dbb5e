using System.Text;
using InternVideo2.Kernel.Cells;

namespace InternVideo2.Kernel.Streams;

/// <summary>Stands for Console.Out and Console.Error: text goes below the cell that the writing code belongs to, before the first cell to the log.</summary>
internal sealed class CellWriter(string stream) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (CellContext.Current is { } cell) cell.Output.Write(stream, buffer);
        else KernelLog.Target.Write(buffer);
    }

    // The base class would write text and line end as two pieces, between which another thread could come.
    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void WriteLine(ReadOnlySpan<char> buffer) => Write(string.Concat(buffer, NewLine));

    public override void Flush() => CellContext.Current?.Output.Flush();
}
