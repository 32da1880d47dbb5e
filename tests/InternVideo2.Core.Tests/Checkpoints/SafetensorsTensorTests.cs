using InternVideo2.Checkpoints;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>Tensors of every element type and layout make the round trip through a file.</summary>
public sealed class SafetensorsTensorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Element_types(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var value = arange(0, 6, dtype: ScalarType.Float32).remainder(2).view(2, 3).to(type);

        var read = RoundTrip(value);

        Assert.Equal(type, read.dtype);
        Assert.Equal([2L, 3L], read.shape);
        Assert.True(read.eq(value).all().ToBoolean());
    }

    [Fact]
    public void Views_scalars_empty_tensors_and_parameters()
    {
        using var scope = NewDisposeScope();
        var transposed = arange(0, 6, dtype: ScalarType.Float32).view(2, 3).transpose(0, 1);
        Assert.True(RoundTrip(transposed).eq(transposed).all().ToBoolean());
        Assert.Equal(7f, RoundTrip(tensor(7f)).ToSingle());
        Assert.Equal([0L, 3L], RoundTrip(zeros(new long[] { 0, 3 })).shape);
        var parameter = nn.Parameter(ones(new long[] { 2 }));
        Assert.False(RoundTrip(parameter).requires_grad);
    }

    [Fact]
    public void A_tensor_outlives_its_file()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("x.safetensors");
        SafetensorsWriter.Write(path, [("x", arange(0, 1000, dtype: ScalarType.Int64))]);
        Tensor read;
        using (var file = SafetensorsFile.Open(path)) read = file.Read("x");
        File.Delete(path);

        Assert.Equal(499500, read.sum().ToInt64());
    }

    [Fact]
    public void Types_the_format_lacks_are_named()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<SafetensorsException>(() => RoundTrip(zeros(new long[] { 1 }, ScalarType.ComplexFloat32)));
        Assert.Equal("x", error.Key);
        Assert.Contains("ComplexFloat32", error.Message);
    }

    private Tensor RoundTrip(Tensor value)
    {
        var path = folder.File("x.safetensors");
        SafetensorsWriter.Write(path, [("x", value)]);
        using var file = SafetensorsFile.Open(path);
        return file.Read("x");
    }
}
