using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Streams;

namespace InternVideo2.Kernel.Tests.Streams;

/// <summary>Reading the console asks the client, line by line.</summary>
public class CellReaderTests
{
    private readonly CellReader _reader = new();

    public CellReaderTests() => new CellContext(1, new RecordingFrontEnd(), CancellationToken.None).Enter();

    [Fact]
    public void Lines_are_answers() => Assert.Equal("answer", _reader.ReadLine());

    [Fact]
    public void Characters_come_from_a_line_and_the_rest_stays()
    {
        Assert.Equal('a', _reader.Peek());
        Assert.Equal('a', _reader.Read());
        Assert.Equal("nswer", _reader.ReadLine());
        Assert.Equal("answer", _reader.ReadLine());
    }
}
