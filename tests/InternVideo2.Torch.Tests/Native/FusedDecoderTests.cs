using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Tensors of other sizes than a decoder's are refused before native code could read or write beside them.</summary>
public sealed class FusedDecoderTests : IDisposable
{
    private static readonly FusedDecoderSizes Sizes = new(Width: 8, Heads: 2, KeyHeads: 1, HeadWidth: 4, HiddenWidth: 6, Window: 0, Epsilon: 1e-5);

    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Weights_of_other_sizes_are_refused()
    {
        Assert.NotNull(Decoder(Layer()));
        Assert.Contains("norms of layer 0", Refusal(() => Decoder(Layer() with { Norm2 = ones(7) })));
        Assert.Contains("'gate' of layer 0", Refusal(() => Decoder(With(4, new FusedMatrix(ones(6, 7))))));
        Assert.Contains("B of 'query'", Refusal(() => Decoder(With(0, new FusedMatrix(ones(8, 8), ones(2, 8), ones(8, 3), 1)))));
        Assert.Contains("rounded 'key'", Refusal(() => Decoder(With(1, new FusedMatrix(ones(4, 8), Rounded: ones([4, 7], ScalarType.Int8), RowScales: ones(4))))));
        Assert.Contains("must be int8", Refusal(() => Decoder(With(1, new FusedMatrix(ones(4, 8), Rounded: ones(4, 8), RowScales: ones(4))))));
        Assert.Contains("frequencies", Refusal(() => Decoder(Layer(), frequencies: ones(4))));
    }

    [Fact]
    public void Caches_of_other_sizes_and_full_ones_are_refused()
    {
        var decoder = Decoder(Layer())!;
        (Tensor, Tensor)[] Room(int batch, int capacity) => [(zeros(batch, 1, capacity, 4), zeros(batch, 1, capacity, 4))];
        Assert.NotNull(decoder.Step(ones(2, 8), Room(2, 3), 2, [2, 2], [0, 0]));
        Assert.Contains("a cache's keys", Refusal(() => decoder.Step(ones(2, 8), Room(1, 3), 2, [2, 2], [0, 0])));
        Assert.Contains("room for 3 tokens", Refusal(() => decoder.Step(ones(2, 8), Room(2, 3), 3, [3, 3], [0, 0])));
        Assert.Contains("0 layers", Refusal(() => decoder.Step(ones(2, 8), [], 2, [2, 2], [0, 0])));
        Assert.Contains("1 positions", Refusal(() => decoder.Step(ones(2, 8), Room(2, 3), 2, [2], [0, 0])));
        Assert.Contains("begin at columns [0, -1]", Refusal(() => decoder.Step(ones(2, 8), Room(2, 3), 2, [2, 2], [0, -1])));
        Assert.Contains("the embeddings", Refusal(() => decoder.Step(ones(2, 7), Room(2, 3), 2, [2, 2], [0, 0])));

        Assert.NotNull(decoder.Read(ones(2, 3, 8), Room(2, 3), 0, [0, 1]));
        Assert.Contains("room for 3 tokens", Refusal(() => decoder.Read(ones(2, 3, 8), Room(2, 3), 1, [0, 0])));
        Assert.Contains("a cache's keys", Refusal(() => decoder.Read(ones(2, 3, 8), Room(3, 3), 0, [0, 0])));
        Assert.Contains("begin at columns [0]", Refusal(() => decoder.Read(ones(2, 3, 8), Room(2, 3), 0, [0])));
    }

    private static string Refusal(Func<object?> call) => Assert.Throws<ArgumentException>(() => { call(); }).Message;

    private static FusedDecoder? Decoder(FusedDecoderLayer layer, Tensor? frequencies = null) =>
        FusedDecoder.Create(Sizes, [layer], ones(8), new FusedMatrix(ones(5, 8)), frequencies ?? ones(2));

    private static FusedDecoderLayer Layer() => new(ones(8), ones(8),
        [new(ones(8, 8)), new(ones(4, 8)), new(ones(4, 8)), new(ones(8, 8)), new(ones(6, 8)), new(ones(6, 8)), new(ones(8, 6))]);

    private static FusedDecoderLayer With(int place, FusedMatrix matrix)
    {
        var layer = Layer();
        return layer with { Matrices = [.. layer.Matrices.Select((other, i) => i == place ? matrix : other)] };
    }
}
