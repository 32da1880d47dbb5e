using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Index expressions select and write what Python's would.</summary>
public class IndexingTests
{
    private static Tensor Grid() => arange(24).reshape(2, 3, 4); // element = 12·i + 4·j + k

    private static long[] Values(Tensor tensor) => tensor.to_type(ScalarType.Int64).data<long>().ToArray();

    [Fact]
    public void NumbersSelectAndNegativeNumbersCountFromTheEnd()
    {
        Assert.Equal([12, 13, 14, 15], Values(Grid()[1, 0]));
        Assert.Equal([20, 21, 22, 23], Values(Grid()[-1, -1]));
        Assert.Equal(23, Grid()[1, 2, 3].ToInt64());
    }

    [Fact]
    public void RangesEllipsisAndNewAxes()
    {
        var grid = Grid();
        Assert.Equal([2, 3, 6, 7, 10, 11], Values(grid[0, TensorIndex.Colon, 2..]));
        Assert.Equal([3, 7, 11, 15, 19, 23], Values(grid[TensorIndex.Ellipsis, ^1]));
        Assert.Equal([2, 1, 3, 4], grid[TensorIndex.Colon, TensorIndex.None].shape);
        Assert.Equal([0, 2], Values(grid[0, 0, TensorIndex.Slice(step: 2)]));
    }

    [Fact]
    public void TensorsGather()
    {
        var rows = tensor(new long[] { 2, 0 });
        Assert.Equal([8, 9, 10, 11, 0, 1, 2, 3], Values(Grid()[0][rows]));
        Assert.Equal([2, 2, 4], Grid()[TensorIndex.Colon, TensorIndex.Tensor(rows)].shape);
        Assert.Equal([21, 22, 23], Values(Grid()[Grid() > 20]));
    }

    [Fact]
    public void WritingReachesTheTensorItself()
    {
        var grid = Grid();
        grid[0, 1] = zeros(4, dtype: ScalarType.Int64);
        grid[1, TensorIndex.Ellipsis, 0] = full(3, 100, dtype: ScalarType.Int64);
        grid.index_put_(-1, grid == 23);
        Assert.Equal([0, 0, 0, 0], Values(grid[0, 1]));
        Assert.Equal([100, 13, 14, 15, 100, 17, 18, 19, 100, 21, 22, -1], Values(grid[1]));
    }

    [Fact]
    public void TooManyIndicesNameTheShape()
    {
        var error = Assert.Throws<ArgumentException>(() => Grid()[TensorIndex.Colon, 0, 0, 0]);
        Assert.Contains("4 indices", error.Message);
        Assert.Contains("[2, 3, 4]", error.Message);
    }
}
