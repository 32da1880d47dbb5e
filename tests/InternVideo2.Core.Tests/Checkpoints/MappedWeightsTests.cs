using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Encoders;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>Weights that stay in their file give the same numbers to the last bit, cost no second copy, and cannot change the file.</summary>
public sealed class MappedWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.BFloat16, false)]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.BFloat16, true)]
    public void A_forward_pass_is_the_ordinary_one_bit_by_bit(ScalarType type, bool streamed)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var file = SafetensorsFile.Open(Save(type));
        using var ordinary = Encoder(Initializer.Blank());
        using var thin = Encoder(Initializer.Deferred());
        CheckpointLoader.Load(ordinary, OfficialKeys.Encoder, file);
        using var stream = streamed ? StreamedWeights.Attach(thin, OfficialKeys.Encoder, file) : null;
        var report = stream?.Report ?? MappedWeights.Load(thin, OfficialKeys.Encoder, file);

        var frames = SmallEncoder.Frames();
        var request = new EncoderRequest { Layers = [0, 2], Attention = true };
        var wanted = ordinary.call(frames, request);
        for (var pass = 0; pass < 2; pass++)
        {
            var got = thin.call(frames, request);
            Assert.All(All(wanted).Zip(All(got)), pair => Assert.True(Same(pair.First, pair.Second)));
        }
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void Between_calls_streamed_blocks_have_no_weights_and_afterwards_none_are_lent()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var file = SafetensorsFile.Open(Save(ScalarType.Float32));
        using var thin = Encoder(Initializer.Deferred());
        var lent = thin.get_parameter("blocks.1.mlp.expand.weight")!;
        using (StreamedWeights.Attach(thin, OfficialKeys.Encoder, file))
        {
            Assert.Equal([0L, 0L], lent.stride());
            thin.call(SmallEncoder.Frames(), new EncoderRequest()).Dispose();
            Assert.Equal([0L, 0L], lent.stride());
            Assert.False(lent.requires_grad);
        }
        using var alone = thin.call(SmallEncoder.Frames(), new EncoderRequest());
        Assert.True(alone.Tokens.isnan().any().ToBoolean());
    }

    [Fact]
    public void A_pass_that_fails_half_way_leaves_the_next_one_unharmed()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var file = SafetensorsFile.Open(Save(ScalarType.Float32));
        using var thin = Encoder(Initializer.Deferred());
        using var streamed = StreamedWeights.Attach(thin, OfficialKeys.Encoder, file);
        using var before = thin.call(SmallEncoder.Frames(), new EncoderRequest());
        var block = (TransformerBlock)thin.named_modules().First(named => named.Item1 == "blocks.1").Item2;
        var fault = block.register_forward_pre_hook((nn.Module _) => throw new InvalidOperationException("half way"));

        Assert.Throws<InvalidOperationException>(() => thin.call(SmallEncoder.Frames(), new EncoderRequest()));
        fault.remove();

        using var after = thin.call(SmallEncoder.Frames(), new EncoderRequest());
        Assert.True(Same(before.Pooled!, after.Pooled!));
    }

    [Fact]
    public void A_mapped_tensor_outlives_its_file_and_writing_to_it_changes_no_file()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("x.safetensors");
        SafetensorsWriter.Write(path, [("x", arange(0, 1000, dtype: ScalarType.Float32)), ("empty", zeros(new long[] { 0, 3 }))]);
        Tensor mapped;
        using (var file = SafetensorsFile.Open(path))
        {
            mapped = file.Map("x");
            Assert.Equal([0L, 3L], file.Map("empty").shape);
        }
        Assert.Equal(499500f, mapped.sum().ToSingle());

        mapped.add_(1);

        Assert.Equal(500500f, mapped.sum().ToSingle());
        using var again = SafetensorsFile.Open(path);
        Assert.Equal(499500f, again.Read("x").sum().ToSingle());
        Assert.Equal(499500f, again.Map("x").sum().ToSingle());
    }

    [Fact]
    public void Data_that_are_not_aligned_are_copied()
    {
        using var scope = NewDisposeScope();
        const string Header = """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}""";
        var path = folder.File("odd.safetensors");
        File.WriteAllBytes(path, RawSafetensors.File(Header.PadRight((Header.Length + 7) / 8 * 8), 5));
        using var file = SafetensorsFile.Open(path);

        Assert.Equal(BitConverter.Int32BitsToSingle(0x04030201), file.Map("b").ToSingle());
        Assert.Equal(0, file.Map("a").item<byte>());
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_mapped()
    {
        using var file = SafetensorsFile.Open(Save(ScalarType.Float32));
        using var other = new VideoEncoder(SmallEncoder.Options with { Depth = 4 }, Initializer.Deferred());
        Assert.Contains("blocks.3.norm1.weight", Assert.Throws<CheckpointMismatchException>(() => MappedWeights.Load(other, OfficialKeys.Encoder, file)).Message);
        Assert.Throws<CheckpointMismatchException>(() => StreamedWeights.Attach(other, OfficialKeys.Encoder, file));
        Assert.Equal([0L, 0L], other.get_parameter("blocks.1.mlp.expand.weight")!.stride());
    }

    private static VideoEncoder Encoder(Initializer init)
    {
        var encoder = new VideoEncoder(SmallEncoder.Options, init);
        encoder.eval();
        return encoder;
    }

    private static bool Same(Tensor a, Tensor b) => a.eq(b).all().ToBoolean();

    private static IEnumerable<Tensor> All(EncoderOutput output) => [output.Tokens, .. output.Layers, output.Pooled!, output.Attention!];

    private string Save(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var source = SmallEncoder.Create();
        var path = folder.File($"{type}.safetensors");
        SafetensorsWriter.Write(path, OfficialKeys.Encoder.State(source).Select(entry => (entry.Name, entry.Value.detach().to(type))));
        return path;
    }
}
