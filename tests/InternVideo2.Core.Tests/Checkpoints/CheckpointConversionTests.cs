using InternVideo2.Checkpoints;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A checkpoint of any format becomes a safetensors file with the same keys and values.</summary>
public sealed class CheckpointConversionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("training-zip.pth")]
    [InlineData("training-legacy.pth")]
    public void Keys_types_and_values_stay(string name)
    {
        using var scope = NewDisposeScope();
        using var from = Checkpoint.Open(Real(name));
        CheckpointConversion.ToSafetensors(from, folder.File("out.safetensors"));
        using var to = SafetensorsFile.Open(folder.File("out.safetensors"));

        Assert.Equal(from.Entries.Keys.Order(), to.Entries.Keys.Order());
        Assert.All(from.Entries.Values, entry =>
        {
            Assert.Equal(entry.Dtype, to.Entries[entry.Name].Dtype);
            Assert.Equal(from.Read(entry.Name).bytes.ToArray(), to.Read(entry.Name).bytes.ToArray());
        });
        Assert.Equal(name, to.Metadata["converted_from"]);
    }

    [Fact]
    public void Floating_point_tensors_can_get_another_type()
    {
        using var from = Checkpoint.Open(Real("training-zip.pth"));
        CheckpointConversion.ToSafetensors(from, folder.File("out.safetensors"), SafetensorsDtype.BF16);
        using var to = SafetensorsFile.Open(folder.File("out.safetensors"));

        Assert.Equal(SafetensorsDtype.BF16, to.Entries["double"].Dtype);
        Assert.Equal(SafetensorsDtype.I64, to.Entries["long"].Dtype);
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckpointConversion.ToSafetensors(from, folder.File("x"), SafetensorsDtype.I8));
    }

    [Fact]
    public void Progress_is_told_and_a_cancelled_conversion_leaves_nothing_behind()
    {
        using var from = Checkpoint.Open(Real("training-zip.pth"));
        using var cancellation = new CancellationTokenSource();
        var told = new List<ConversionProgress>();
        var progress = new Told(value =>
        {
            told.Add(value);
            if (told.Count == 3) cancellation.Cancel();
        });

        Assert.Throws<OperationCanceledException>(
            () => CheckpointConversion.ToSafetensors(from, folder.File("out.safetensors"), progress: progress, cancellation: cancellation.Token));

        Assert.Equal(3, told.Count);
        Assert.Equal(16, told[^1].Of);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_summary_says_what_there_is()
    {
        using var file = Checkpoint.Open(Real("training-zip.pth"));
        var text = CheckpointSummary.Of(file).ToString();

        Assert.Contains("state dict under 'model'", text);
        Assert.Contains("16 tensors", text);
        Assert.Contains("args (an object of type 'argparse.Namespace')", text);
    }

    private static string Real(string name) => Path.Combine(RepositoryFolder.Path, "tests", "data", "checkpoints", name);

    private sealed class Told(Action<ConversionProgress> tell) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => tell(value);
    }
}
