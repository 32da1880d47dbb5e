using InternVideo2.Checkpoints;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints.Pickled;

/// <summary>What torch.save wrote comes back, from both containers, tensors of every type and layout; what lies beside is stepped over and listed.</summary>
public sealed class PickledCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("training-zip.pth")]
    [InlineData("training-legacy.pth")]
    public void Tensors_of_every_type_and_layout(string name)
    {
        using var scope = NewDisposeScope();
        using var file = PickledCheckpoint.Open(Real(name));

        Assert.Equal("model", file.StateDictKey);
        Assert.Equal(
            [
                "plain", "transposed", "slice", "half", "bf16", "double", "long", "int", "short", "char", "byte", "bool", "scalar", "empty", "parameter",
                "expanded",
            ],
            file.Entries.Keys);
        var plain = arange(24, dtype: ScalarType.Float32).view(4, 6);
        Same(plain, file, "plain");
        Same(plain.t(), file, "transposed");
        Same(plain.narrow(0, 1, 2).narrow(1, 2, 3), file, "slice");
        Same(tensor(new[] { 1.5f, -2.25f, 0 }).to(ScalarType.Float16), file, "half");
        Same(tensor(new[] { 1.5f, -3f }).view(2, 1).to(ScalarType.BFloat16), file, "bf16");
        Same(tensor(new[] { 0.1, 0.2 }), file, "double");
        Same(tensor(new[] { 1L, -2, 1L << 40 }), file, "long");
        Same(tensor(new[] { 7 }), file, "int");
        Same(tensor(new[] { -7 }).to(ScalarType.Int16), file, "short");
        Same(tensor(new[] { -1 }).to(ScalarType.Int8), file, "char");
        Same(tensor(new[] { 255 }).to(ScalarType.Byte), file, "byte");
        Same(tensor(new[] { true, false, true }), file, "bool");
        Same(tensor(2.5f), file, "scalar");
        Same(zeros([0, 3]), file, "empty");
        Same(arange(6, dtype: ScalarType.Float32).view(2, 3), file, "parameter");
        Same(tensor(new[] { 1f, 2 }).view(2, 1).expand(2, 3), file, "expanded");
    }

    [Theory]
    [InlineData("training-zip.pth")]
    [InlineData("training-legacy.pth")]
    public void What_lies_beside_the_weights_is_listed_and_not_constructed(string name)
    {
        using var file = PickledCheckpoint.Open(Real(name));

        Assert.Equal(
            [
                ("optimizer", "a dictionary"), ("epoch", "an integer"), ("scaler", "a dictionary"), ("args", "an object of type 'argparse.Namespace'"),
                ("loss", "an object of type 'numpy.core.multiarray.scalar'"), ("seen", "an object of type 'builtins.set'"),
                ("curve", "an object of type 'numpy.core.multiarray._reconstruct'"),
            ],
            file.LeftOut);
    }

    [Theory]
    [InlineData("bare.pth", null)]
    [InlineData("module-protocol4.pth", "module")]
    public void The_state_dict_is_found_where_it_is(string name, string? under)
    {
        using var scope = NewDisposeScope();
        using var file = PickledCheckpoint.Open(Real(name));

        Assert.Equal(under, file.StateDictKey);
        Same(arange(6, dtype: ScalarType.Float32).view(2, 3), file, "weight");
        Same(tensor(new[] { 0.5f, -0.5f }), file, "bias");
    }

    [Fact]
    public void Another_key_can_be_named()
    {
        var good = TorchFile.Good();
        var pickle = new PickleWriter().Ops("}(").Text("ema").Raw(good.Pickle[2..^1]).Op('u').End();
        var path = Save(TorchFile.Zip(pickle, storages: ("0", good.Storage)));

        Assert.Contains("ema (a dictionary)", Assert.Throws<PickleException>(() => PickledCheckpoint.Open(path)).Message);
        using var file = PickledCheckpoint.Open(path, new CheckpointOptions { StateDictKeys = ["ema"] });
        Assert.Equal(["w"], file.Entries.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Archives_may_be_compressed(bool deflate)
    {
        using var scope = NewDisposeScope();
        var good = TorchFile.Good();
        using var file = PickledCheckpoint.Open(Save(TorchFile.Zip(good.Pickle, deflate, ("0", good.Storage))));

        Same(arange(6, dtype: ScalarType.Float32).view(2, 3), file, "w");
    }

    [Fact]
    public void Tensors_share_storages()
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleWriter().Ops("}(")
            .Text("first").Tensor("s", "Float", 6, 0, [2], [1])
            .Text("last").Tensor("s", "Float", 6, 4, [2], [1])
            .Text("every second").Tensor("s", "Float", 6, 1, [3], [2]).Op('u').End();
        using var file = PickledCheckpoint.Open(Save(TorchFile.Zip(pickle, deflate: true, ("s", TorchFile.Floats(0, 1, 2, 3, 4, 5)))));

        Same(tensor(new[] { 0f, 1 }), file, "first");
        Same(tensor(new[] { 4f, 5 }), file, "last");
        Same(tensor(new[] { 1f, 3, 5 }), file, "every second");
    }

    [Fact]
    public void Newer_rebuild_functions_are_known()
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleWriter().Ops("}(")
            .Text("typed").Global("torch._utils", "_rebuild_tensor_v3").Op('(').Storage("0", "Untyped", 8).Int(1).Sizes(3).Sizes(1)
            .Raw(0x89).Global("collections", "OrderedDict").Ops(")R").Global("torch", "int16").Ops("NtR")
            .Text("subclass").Global("torch._tensor", "_rebuild_from_type_v2").Op('(').Global("torch._utils", "_rebuild_tensor_v2")
            .Global("torch.nn.parameter", "Parameter").Op('(').Storage("1", "Float", 2).Int(0).Sizes(2).Sizes(1).Ops("NNt}tR").Op('u').End();
        byte[] shorts = [9, 0, 1, 0, 2, 0, 3, 0];
        using var file = PickledCheckpoint.Open(Save(TorchFile.Zip(pickle, storages: [("0", shorts), ("1", TorchFile.Floats(1, 2))])));

        Same(tensor(new[] { 1, 2, 3 }).to(ScalarType.Int16), file, "typed");
        Same(tensor(new[] { 1f, 2 }), file, "subclass");
    }

    [Fact]
    public void Tensors_outlive_the_file()
    {
        using var scope = NewDisposeScope();
        Tensor read;
        using (var file = PickledCheckpoint.Open(Real("bare.pth"))) read = file.Read("bias");

        Assert.Equal([0.5f, -0.5f], read.data<float>().ToArray());
    }

    [Fact]
    public void An_unknown_tensor_is_named()
    {
        using var file = PickledCheckpoint.Open(Real("bare.pth"));
        Assert.Equal("weigth", Assert.Throws<PickleException>(() => file.Read("weigth")).Key);
    }

    private static void Same(Tensor expected, PickledCheckpoint file, string name)
    {
        var actual = file.Read(name);
        Assert.Equal(expected.shape, file.Entries[name].Shape);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.True(actual.is_contiguous());
        Assert.Equal(expected.contiguous().bytes.ToArray(), actual.bytes.ToArray());
    }

    private static string Real(string name) => Path.Combine(RepositoryFolder.Path, "tests", "data", "checkpoints", name);

    private string Save(byte[] bytes)
    {
        var path = folder.File("made.pth");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
