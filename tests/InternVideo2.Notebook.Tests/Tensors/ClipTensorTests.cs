using InternVideo2.Encoders;
using InternVideo2.Notebook.Tests.Views;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Notebook.Tests.Tensors;

/// <summary>Normalised tensors come back as the pictures they were made from, and masks and attention arrive in token order.</summary>
[Collection(TensorCollection.Name)]
public sealed class ClipTensorTests
{
    [Fact]
    public void Normalisation_is_undone_to_the_last_level()
    {
        using var scope = NewDisposeScope();
        var clip = TestClips.Bright(2, 8);
        var frames = tensor(Array.ConvertAll(clip.Pixels, p => p / 255f)).reshape(2, 8, 8, 3).permute(3, 0, 1, 2);
        var mean = tensor(new[] { 0.485f, 0.456f, 0.406f }).reshape(3, 1, 1, 1);
        var std = tensor(new[] { 0.229f, 0.224f, 0.225f }).reshape(3, 1, 1, 1);
        var back = ClipTensor.ToClip((frames - mean) / std, of: clip);
        Assert.Equal(clip.Pixels, back.Pixels);
        Assert.Equal(clip.Timestamps, back.Timestamps);
    }

    [Fact]
    public void Another_shape_is_named()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("[4, 2, 8, 8]", Assert.Throws<ArgumentException>(() => ClipTensor.ToClip(zeros(new long[] { 4, 2, 8, 8 }))).Message);
    }

    [Fact]
    public void A_mask_tensor_becomes_an_overlay()
    {
        using var scope = NewDisposeScope();
        var mask = zeros(new long[] { 1, 9 }, ScalarType.Bool);
        mask[0, 3] = tensor(true);
        var overlay = ClipTensor.Mask(zeros(new long[] { 3, 2, 8, 8 }), mask);
        Assert.Equal([false, false, true, false, false, false, false, false], overlay.Removed);
        Assert.Contains("type Bool", Assert.Throws<ArgumentException>(() => ClipTensor.Mask(zeros(new long[] { 3, 2, 8, 8 }), zeros(new long[] { 9 }))).Message);
    }

    [Fact]
    public void Attention_of_any_shape_flattens_to_tokens()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(new TokenGrid(2, 2), ClipTensor.Attention(zeros(new long[] { 3, 2, 8, 8 }), rand(new long[] { 2, 4 })).Grid);
    }

    [Fact]
    public void Positions_are_most_similar_to_themselves()
    {
        using var scope = NewDisposeScope();
        var grid = new TokenGrid(2, 3);
        var table = cat([zeros(new long[] { 1, 1, 16 }), randn(new long[] { 1, 18, 16 })], 1);
        var view = new PositionTable(table, grid, token: 7);
        Assert.Equal(1, view.Similarity[7], 1e-9);
        Assert.Equal(7, view.Similarity.ToList().IndexOf(view.Similarity.Max()));
        Assert.Contains("t = 0, row 2, column 1", view.ToString());
        Assert.True(PngFile.Decode(view.ToPng()).Width > 800);
        Assert.Contains("18 or 19 rows", Assert.Throws<ArgumentException>(() => new PositionTable(zeros(new long[] { 5, 16 }), grid)).Message);
    }
}
