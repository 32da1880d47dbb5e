using InternVideo2.Kernel.Cells;

namespace InternVideo2.Kernel.Streams;

/// <summary>Stands for Console.In: every line is asked from the client of the running cell.</summary>
internal sealed class CellReader : TextReader
{
    private string _line = "";
    private int _position;

    public override string? ReadLine()
    {
        if (_position >= _line.Length) return Ask();
        var rest = _line[_position..].TrimEnd('\n');
        (_line, _position) = ("", 0);
        return rest;
    }

    public override int Peek()
    {
        Fill();
        return _line[_position];
    }

    public override int Read()
    {
        Fill();
        return _line[_position++];
    }

    public override string ReadToEnd() => throw new NotSupportedException("A notebook's input has no end; read line by line with Console.ReadLine().");

    private void Fill()
    {
        if (_position < _line.Length) return;
        (_line, _position) = (Ask() + "\n", 0);
    }

    private static string Ask() =>
        CellContext.Current is { } cell ? cell.ReadLine("", password: false) : throw new InvalidOperationException("Input is available to cells only.");
}
