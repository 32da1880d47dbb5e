using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Elements cross between C# and libtorch unchanged, shared where that is promised and copied where that is.</summary>
public class DataTests
{
    [Fact]
    public void ArraysOfEveryRankKeepShapeAndOrder()
    {
        var cube = tensor(new float[,,] { { { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, 8 } } });
        Assert.Equal([2, 2, 2], cube.shape);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], cube.data<float>().ToArray());
        Assert.Equal(ScalarType.Int64, tensor(new long[] { 1 }).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new float[] { 1 }, dtype: ScalarType.Float64).dtype);
    }

    [Fact]
    public void FromArraySharesMemoryAndTensorCopies()
    {
        float[] numbers = [1, 2, 3];
        using var copied = tensor(numbers);
        using var shared = from_array(numbers);
        shared.mul_(10);
        Assert.Equal([10, 20, 30], numbers);
        Assert.Equal([1, 2, 3], copied.data<float>().ToArray());
    }

    [Fact]
    public void BytesAreTheMemoryItself()
    {
        using var numbers = zeros(4);
        MemoryMarshal.Cast<byte, float>(numbers.bytes)[2] = 5;
        Assert.Equal(5, numbers[2].ToSingle());
        var error = Assert.Throws<ArgumentException>(() => zeros(2, 3).t().bytes.Length);
        Assert.Contains("contiguous", error.Message);
    }

    [Fact]
    public void AccessorFollowsStrides()
    {
        using var columns = arange(6, dtype: ScalarType.Float32).reshape(2, 3).t();
        Assert.Equal([0, 3, 1, 4, 2, 5], columns.data<float>().ToArray());
        Assert.Equal(4, columns.data<float>()[1, 1]);
        Assert.Equal(columns.data<float>().ToArray(), columns.data<float>().Select(x => x));
        Assert.Throws<IndexOutOfRangeException>(() => columns.data<float>()[3, 0]);
    }

    [Fact]
    public void TheExactTypeIsDemandedAndConversionsAreExplicit()
    {
        using var number = tensor(2.5f);
        Assert.Throws<ArgumentException>(() => number.item<double>());
        Assert.Equal(2.5, number.ToDouble());
        Assert.Equal(2, number.ToInt64());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void StreamsRoundTripAndShortStreamsFail()
    {
        using var source = randn(new long[] { 3, 5 });
        using var stream = new MemoryStream();
        source.t().WriteBytesToStream(stream);
        Assert.Equal(60, stream.Length);
        stream.Position = 0;
        using var target = empty(5, 3);
        target.ReadBytesFromStream(stream);
        Assert.True(target.Equals(source.t()));
        Assert.Throws<EndOfStreamException>(() => target.ReadBytesFromStream(stream));
    }

    [Fact]
    public void ForeignMemoryLivesAsLongAsAViewOfIt()
    {
        var owner = new Owner(sizeof(float) * 4);
        var tensor = ForeignMemory.Wrap(owner.Address, [4], ScalarType.Float32, owner);
        tensor.fill_(3);
        var view = tensor[1];
        tensor.Dispose();
        Assert.False(owner.Disposed);
        Assert.Equal(3, view.ToSingle());
        view.Dispose();
        Assert.True(owner.Disposed);
    }

    private sealed class Owner(int bytes) : IDisposable
    {
        internal IntPtr Address { get; } = Marshal.AllocHGlobal(bytes);
        internal bool Disposed { get; private set; }

        public void Dispose()
        {
            Marshal.FreeHGlobal(Address);
            Disposed = true;
        }
    }
}
