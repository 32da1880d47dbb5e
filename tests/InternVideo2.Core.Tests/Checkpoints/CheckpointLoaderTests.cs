using InternVideo2.Checkpoints;
using InternVideo2.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A checkpoint goes into a model whole, or the model stays as it was and the report says why.</summary>
public sealed class CheckpointLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Mlp model = new(4, 6, GeluForm.Erf, 0.02, Initializer.Seeded(1));

    // An MLP's official keys, as they stand in a block.
    private readonly KeyTable keys = new("mlp", ("expand.*", "fc1.*"), ("contract.*", "fc2.*"));

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Every_value_is_taken_over()
    {
        using var other = new Mlp(4, 6, GeluForm.Erf, 0.02, Initializer.Seeded(2));
        Disturb(other);
        var path = Save(other);

        using var file = SafetensorsFile.Open(path);
        var report = CheckpointLoader.Load(model, keys, file);

        Assert.True(report.IsComplete);
        Assert.Equal(["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], report.Loaded);
        Assert.Equal(Snapshot(other), Snapshot(model));
    }

    [Fact]
    public void A_prefix_selects_and_is_removed()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("prefixed.safetensors");
        SafetensorsWriter.Write(path, [.. keys.State(model).Select(e => ("encoder." + e.Name, e.Value)), ("decoder.fc1.weight", zeros(new long[] { 1 }))]);

        using var file = SafetensorsFile.Open(path);
        Assert.True(CheckpointLoader.Load(model, keys, file, "encoder.").IsComplete);
    }

    [Fact]
    public void Missing_and_unexpected_keys_are_refused_and_named()
    {
        using var scope = NewDisposeScope();
        var tensors = Tensors();
        tensors.Remove("fc2.bias");
        tensors["fc3.bias"] = zeros(new long[] { 1 });
        var before = Snapshot(model);

        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(model, keys, tensors));

        Assert.Equal(["fc2.bias"], error.Report.Missing);
        Assert.Equal(["fc3.bias"], error.Report.Unexpected);
        Assert.Contains("fc2.bias", error.Message);
        Assert.Contains("fc3.bias", error.Message);
        Assert.Equal(before, Snapshot(model));
    }

    [Fact]
    public void The_policy_allows_what_it_says_and_no_more()
    {
        using var scope = NewDisposeScope();
        var tensors = Tensors();
        tensors.Remove("fc2.bias");
        tensors["fc3.bias"] = zeros(new long[] { 1 });

        Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(model, keys, tensors, LoadPolicy.AllowMissing));
        Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(model, keys, tensors, LoadPolicy.AllowUnexpected));
        var report = CheckpointLoader.Load(model, keys, tensors, LoadPolicy.AllowMissing | LoadPolicy.AllowUnexpected);

        Assert.Equal(3, report.Loaded.Count);
        Assert.False(report.IsComplete);
        Assert.Equal(0.5f, Bias().sum().ToSingle() / 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_shape_or_kind_of_number_is_never_accepted(bool shape)
    {
        using var scope = NewDisposeScope();
        var tensors = Tensors();
        tensors["fc1.weight"] = shape ? ones(new long[] { 4, 6 }) : ones(new long[] { 6, 4 }, ScalarType.Int64);
        var before = Snapshot(model);

        var error = Assert.Throws<CheckpointMismatchException>(
            () => CheckpointLoader.Load(model, keys, tensors, LoadPolicy.AllowMissing | LoadPolicy.AllowUnexpected));

        var mismatch = Assert.Single(error.Report.Mismatched);
        Assert.Equal("fc1.weight", mismatch.Key);
        Assert.Contains("[6, 4]", mismatch.Expected);
        Assert.Equal(before, Snapshot(model));
    }

    [Fact]
    public void Floating_point_types_are_converted()
    {
        using var scope = NewDisposeScope();
        var tensors = Tensors();
        tensors["fc1.bias"] = full(new long[] { 6 }, 0.25, ScalarType.BFloat16);

        CheckpointLoader.Load(model, keys, tensors);

        Assert.Equal(ScalarType.Float32, Bias().dtype);
        Assert.Equal(1.5f, Bias().sum().ToSingle());
    }

    private Tensor Bias() => model.get_parameter("expand.bias")!;

    private Dictionary<string, Tensor> Tensors() => keys.State(model).ToDictionary(e => e.Name, e => full(e.Value.shape, 0.5, ScalarType.Float32));

    private string Save(Mlp other)
    {
        var path = folder.File("model.safetensors");
        SafetensorsWriter.Write(path, keys.State(other));
        return path;
    }

    private static void Disturb(Mlp other)
    {
        using var guard = no_grad();
        foreach (var parameter in other.parameters()) parameter.add_(1);
    }

    private static List<float> Snapshot(Mlp of) => [.. of.parameters().SelectMany(p => p.data<float>().ToArray())];
}
