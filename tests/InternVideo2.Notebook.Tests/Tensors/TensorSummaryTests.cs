using System.Xml.Linq;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Notebook.Tests.Tensors;

/// <summary>The summary's numbers are those of the tensor, for every rank and dtype, and bad values are counted, not averaged.</summary>
[Collection(TensorCollection.Name)]
public sealed class TensorSummaryTests
{
    [Fact]
    public void Statistics_are_of_the_finite_values()
    {
        using var scope = NewDisposeScope();
        var s = TensorStatistics.Of(tensor(new[] { 1f, 2f, float.NaN, 6f, float.PositiveInfinity, float.NegativeInfinity }));
        Assert.Equal((6, 1, 2), (s.Count, s.NaN, s.Infinite));
        Assert.Equal((1.0, 6.0, 3.0), (s.Min, s.Max, s.Mean));
        Assert.Equal(Math.Sqrt(7), s.Std, 1e-12);
        Assert.Equal(3, s.Histogram.Sum());
    }

    [Fact]
    public void A_far_mean_does_not_spoil_the_spread()
    {
        using var scope = NewDisposeScope();
        var s = TensorStatistics.Of(tensor(new[] { 1e9 + 1, 1e9 + 2, 1e9 + 3 }, dtype: ScalarType.Float64));
        Assert.Equal(1, s.Std, 1e-9);
    }

    [Fact]
    public void A_tensor_is_read_in_pieces()
    {
        using var scope = NewDisposeScope();
        var s = TensorStatistics.Of(ones(new long[] { 3, 1 << 20 }).mul_(2));
        Assert.Equal((3L << 20, 2.0), (s.Count, s.Mean));
    }

    [Fact]
    public void The_text_names_shape_dtype_device_and_values()
    {
        using var scope = NewDisposeScope();
        var text = new TensorSummary(arange(0, 24, 1, ScalarType.Float32).reshape(2, 3, 4), "x").ToString();
        Assert.StartsWith("x: Float32 [2, 3, 4] on cpu\n24 values · min 0 · mean 11.5 · max 23 · std 7.071 · NaN 0 · infinite 0\n", text);
    }

    [Fact]
    public void Every_rank_and_kind_has_a_picture()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [tensor(3.5f), zeros(new long[] { 0, 4 }), arange(0, 10, 1, ScalarType.Int64), ones(new long[] { 4, 4 }), zeros(new long[] { 2, 3, 5, 7 }) > 0, rand(new long[] { 300, 900 })];
        foreach (var t in tensors)
        {
            var bundle = new TensorSummary(t).ToMimeBundle();
            Assert.Equal(["image/png", "text/plain"], bundle.Keys.Order());
            Assert.True(PngFile.Decode(Convert.FromBase64String(bundle["image/png"])).Width > 0);
        }
    }

    [Fact]
    public void The_slice_chooses_the_matrix()
    {
        using var scope = NewDisposeScope();
        var x = stack([zeros(new long[] { 4, 6 }), ones(new long[] { 4, 6 })]);
        Assert.Contains("x[1, :, :]", new TensorSummary(x, "x", 1).ToSvg());
        Assert.Contains("1 dimensions before the last two; got 2", Assert.Throws<ArgumentException>(() => new TensorSummary(x, "x", 1, 0)).Message);
    }

    [Fact]
    public void Large_matrices_are_averaged_and_say_so()
    {
        var slice = MatrixSlice.Of([.. Enumerable.Range(0, 512 * 3).Select(i => (double)(i / 3 % 2))], 512, 3, "");
        Assert.Equal((256, 2, 1), (slice.Values.Count, slice.RowsPerCell, slice.ColumnsPerCell));
        Assert.All(slice.Values, row => Assert.Equal([0.5, 0.5, 0.5], row));
    }

    [Fact]
    public void The_tensor_is_neither_kept_nor_changed_and_nothing_leaks()
    {
        using var t = rand(new long[] { 8, 8 });
        t.requires_grad = true;
        new TensorSummary(t).ToSvg();
        var before = Tensor.TotalCount;
        new TensorSummary(t).ToSvg();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(t.requires_grad && t.is_leaf);
    }

    [Fact]
    public void Kernels_show_a_tensor_as_its_summary()
    {
        using var t = rand(new long[] { 4, 4 });
        Assert.True(new ForeignFormatterSource().TryFormat(t, out var bundle, out var metadata));
        Assert.StartsWith("tensor: Float32 [4, 4] on cpu", bundle["text/plain"]);
        Assert.True(metadata.ContainsKey("image/png"));
        t.Dispose();
        Assert.False(new ForeignFormatterSource().TryFormat(t, out _, out _));
    }

    [Fact]
    public void A_name_from_data_is_text()
    {
        using var t = rand(new long[] { 4, 4 });
        Assert.NotNull(XDocument.Parse(new TensorSummary(t, "<x>&\u0002").ToSvg()).Root);
    }
}
