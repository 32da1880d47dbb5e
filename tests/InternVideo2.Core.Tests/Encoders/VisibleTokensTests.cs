using InternVideo2.Encoders;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>From masks to indices, and what they pick.</summary>
public sealed class VisibleTokensTests
{
    [Fact]
    public void Kept_patches_are_ascending_and_counted_without_the_class_token()
    {
        using var scope = NewDisposeScope();
        using var visible = Of(new[,] { { false, true, false, false, true }, { false, false, true, true, false } });

        Assert.Equal((2, 2, 4), (visible.Batch, visible.Count, visible.Total));
        Assert.Equal([1L, 2, 0, 3], visible.Patches.data<long>().ToArray());
    }

    [Fact]
    public void Picking_takes_whole_tokens_of_each_clip()
    {
        using var scope = NewDisposeScope();
        using var visible = Of(new[,] { { false, true, false, false, true }, { false, false, true, true, false } });
        // Two layers of two clips of five tokens with one channel: layer·100 + clip·10 + token.
        var tokens = arange(0, 2, dtype: ScalarType.Int64).view(2, 1, 1).mul(100).add(arange(0, 2, dtype: ScalarType.Int64).view(1, 2, 1).mul(10))
            .add(arange(0, 5, dtype: ScalarType.Int64).view(1, 1, 5)).unsqueeze(-1);

        Assert.Equal([0L, 2, 3, 10, 11, 14, 100, 102, 103, 110, 111, 114], visible.PickTokens(tokens).data<long>().ToArray());
        Assert.Equal([2L, 3, 11, 14, 102, 103, 111, 114], visible.PickPatches(tokens.narrow(2, 1, 4)).data<long>().ToArray());
        Assert.Equal([2L, 2, 3, 1], visible.PickTokens(tokens).shape);
    }

    [Fact]
    public void Everything_may_be_masked_but_the_class_token()
    {
        using var scope = NewDisposeScope();
        using var visible = Of(new[,] { { false, true, true } });
        Assert.Equal(0, visible.Count);
        Assert.Equal([1L, 1, 2], visible.PickTokens(zeros(new long[] { 1, 3, 2 })).shape);
    }

    [Fact]
    public void Bad_masks_are_explained()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("class token of clip 1", Refused(tensor(new[,] { { false, true }, { true, false } })));
        Assert.Contains("clip 0 keeps 1, clip 1 keeps 2", Refused(tensor(new[,] { { false, true, false }, { false, false, false } })));
        Assert.Contains("Int64", Refused(zeros(new long[] { 2, 3 }, ScalarType.Int64)));
        Assert.Contains("[3]", Refused(zeros(new long[] { 3 }, ScalarType.Bool)));
    }

    private static string Refused(Tensor mask) => Assert.Throws<ArgumentException>(() => VisibleTokens.FromMask(mask, CPU)).Message;

    private static VisibleTokens Of(bool[,] mask)
    {
        using var values = tensor(mask);
        return VisibleTokens.FromMask(values, CPU);
    }
}
