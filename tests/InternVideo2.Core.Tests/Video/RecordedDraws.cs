using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Plays back recorded draws and checks that each is asked for with the recorded range.</summary>
internal sealed class RecordedDraws(IEnumerable<(int Exclusive, int Value)> draws)
{
    private readonly Queue<(int Exclusive, int Value)> _draws = new(draws);

    public int Next(int exclusive)
    {
        Assert.NotEmpty(_draws);
        (int expected, int value) = _draws.Dequeue();
        Assert.Equal(expected, exclusive);
        return value;
    }

    public void AssertAllUsed() => Assert.Empty(_draws);
}
