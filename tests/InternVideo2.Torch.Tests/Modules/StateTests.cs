using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>State dictionaries and saved states come back as they were, and a state that does not fit changes nothing.</summary>
public class StateTests
{
    [Fact]
    public void TheStateHoldsTheLiveTensors()
    {
        using var layer = nn.Linear(3, 2);
        Assert.Same(layer.weight, layer.state_dict()["weight"]);
        Assert.Equal(["model.fc.weight", "model.fc.bias"], layer.state_dict(prefix: "model.fc").Keys);
    }

    [Fact]
    public void LoadingCopiesAndConverts()
    {
        using var layer = nn.Linear(3, 2);
        var source = new Dictionary<string, Tensor> { ["weight"] = Numbers.Wave(2, 3).to(ScalarType.Float64), ["bias"] = Numbers.Wave(2) };
        var (missing, unexpected) = layer.load_state_dict(source);
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Numbers.Close(Numbers.Wave(2, 3), layer.weight, 0, 0);
        Assert.Equal(ScalarType.Float32, layer.weight.dtype);
        source["weight"].zero_();
        Assert.NotEqual(0, layer.weight.abs().sum().ToSingle());
    }

    [Fact]
    public void KeysThatDifferAreAnErrorUnlessAllowed()
    {
        using var layer = nn.Linear(3, 2);
        var source = new Dictionary<string, Tensor> { ["weight"] = zeros(2, 3), ["extra"] = zeros(1) };
        var error = Assert.Throws<InvalidOperationException>(() => layer.load_state_dict(source));
        Assert.Contains("'bias'", error.Message);
        Assert.Contains("'extra'", error.Message);
        Assert.NotEqual(0, layer.weight.abs().sum().ToSingle());

        var (missing, unexpected) = layer.load_state_dict(source, strict: false);
        Assert.Equal(["bias"], missing);
        Assert.Equal(["extra"], unexpected);
        Assert.Equal(0, layer.weight.abs().sum().ToSingle());
        layer.load_state_dict(source, skip: ["bias", "extra"]);
    }

    [Fact]
    public void AWrongShapeNamesTheKeyAndChangesNothing()
    {
        using var layer = nn.Linear(3, 2);
        var before = layer.weight.clone();
        var error = Assert.ThrowsAny<ExternalException>(
            () => layer.load_state_dict(new() { ["weight"] = zeros(2, 3), ["bias"] = zeros(5) }));
        Assert.Contains("'bias'", error.Message);
        Assert.Contains("[2]", error.Message);
        Assert.Contains("[5]", error.Message);
        Assert.True(layer.weight.Equals(before));
    }

    [Fact]
    public void ASavedStateComesBackExactly()
    {
        using var saved = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4));
        saved.call(Numbers.Wave(5, 3));
        foreach (var (_, parameter) in saved.named_parameters()) Disturb(parameter);
        using var file = new MemoryStream();
        saved.save(file);

        using var loaded = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4));
        var seen = new Dictionary<string, bool>();
        loaded.load(new MemoryStream(file.ToArray()), loadedParameters: seen);
        Assert.Equal(saved.state_dict().Keys, seen.Keys);
        Assert.All(seen.Values, Assert.True);
        foreach (var (key, tensor) in saved.state_dict()) Assert.True(tensor.Equals(loaded.state_dict()[key]), key);
        Assert.Equal(1, ((BatchNorm1d)loaded[1]).num_batches_tracked!.ToInt64());
    }

    [Fact]
    public void TheFileIsLaidOutAsTorchSharpsIs()
    {
        using var layer = nn.Linear(nn.Parameter(tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(2, 3)));
        using var file = new MemoryStream();
        layer.save(file);
        using var expected = new MemoryStream();
        using var writer = new BinaryWriter(expected);
        writer.Write((byte)1);              // entries
        writer.Write("weight");             // .NET string
        writer.Write((byte)6);              // Float32
        writer.Write(new byte[] { 2, 2, 3 }); // rank and sizes
        foreach (var value in new float[] { 1, 2, 3, 4, 5, 6 }) writer.Write(value);
        Assert.Equal(expected.ToArray(), file.ToArray());
    }

    [Fact]
    public void SizesBeyond127TakeTwoBytes()
    {
        using var stream = new MemoryStream();
        using var written = arange(300, ScalarType.Int64);
        written.Save(stream);
        Assert.Equal([4, 1, 0xAC, 0x02], stream.ToArray()[..4]);
        using var read = TensorExtensionMethods.Load(new BinaryReader(new MemoryStream(stream.ToArray())));
        Assert.True(read.Equals(written));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(40)]
    public void ATruncatedFileChangesNothing(int cut)
    {
        using var layer = nn.Linear(3, 2);
        using var file = new MemoryStream();
        layer.save(file);
        var before = layer.weight.clone();
        layer.weight.detach().copy_(before + 1);
        Assert.Throws<EndOfStreamException>(() => layer.load(new MemoryStream(file.ToArray()[..^cut])));
        Assert.True(layer.weight.Equals(before + 1));
    }

    [Fact]
    public void BytesThatAreNoTensorAreRefused()
    {
        using var layer = nn.Linear(3, 2);
        Assert.Throws<InvalidDataException>(() => layer.load(new MemoryStream([1, 1, (byte)'a', 99, 1, 3, 0, 0, 0])));
        Assert.Throws<FileNotFoundException>(() => layer.load(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
    }

    [Fact]
    public void SkippedKeysAreNotWritten()
    {
        using var layer = nn.Linear(3, 2);
        using var file = new MemoryStream();
        layer.save(file, skip: ["weight"]);
        using var other = nn.Linear(3, 2);
        Assert.Throws<InvalidOperationException>(() => other.load(new MemoryStream(file.ToArray())));
        var seen = new Dictionary<string, bool>();
        other.load(new MemoryStream(file.ToArray()), strict: false, loadedParameters: seen);
        Assert.False(seen["weight"]);
        Assert.True(seen["bias"]);
        Assert.True(layer.bias!.Equals(other.bias!));
    }

    private static void Disturb(Tensor tensor)
    {
        using var unrecorded = no_grad();
        tensor.add_(randn_like(tensor));
    }
}
