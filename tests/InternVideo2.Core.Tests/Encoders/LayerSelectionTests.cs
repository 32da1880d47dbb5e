using System.Text.Json;
using InternVideo2.Encoders;
using Xunit;

namespace InternVideo2.Tests.Encoders;

/// <summary>The layers of stage 1, 1.7 and 11.</summary>
public sealed class LayerSelectionTests
{
    [Theory]
    [InlineData(40, 6, 1, new[] { 34, 35, 36, 37, 38, 39 })]
    [InlineData(48, 6, 1, new[] { 42, 43, 44, 45, 46, 47 })]
    [InlineData(40, 4, 1, new[] { 36, 37, 38, 39 })]
    [InlineData(40, 6, 3.34, new[] { 23, 26, 29, 33, 36, 39 })]
    [InlineData(8, 3, 1.5, new[] { 4, 6, 7 })]
    [InlineData(3, 0, 1, new int[0])]
    public void Counted_from_the_last(int depth, int count, double interval, int[] expected) =>
        Assert.Equal(expected, LayerSelection.Last(count, interval).For(depth));

    [Fact]
    public void Listed_layers_come_in_ascending_order_once() => Assert.Equal([1, 4, 7], LayerSelection.Of(7, 1, 4, 1).For(8));

    [Fact]
    public void What_does_not_fit_the_stack_is_refused()
    {
        Assert.Contains("last 4", Assert.Throws<ArgumentOutOfRangeException>(() => LayerSelection.Last(4).For(3)).Message);
        Assert.Contains("[8]", Assert.Throws<ArgumentOutOfRangeException>(() => LayerSelection.Of(8).For(8)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerSelection.Of(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerSelection.Last(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerSelection.Last(2, 0.5));
    }

    [Fact]
    public void Selections_compare_by_value()
    {
        Assert.Equal(LayerSelection.Last(4, 1.5), LayerSelection.Last(4, 1.5));
        Assert.NotEqual(LayerSelection.Last(4, 1.5), LayerSelection.Last(4));
        Assert.Equal(LayerSelection.Of(1, 2), LayerSelection.Of(2, 1));
        Assert.NotEqual(LayerSelection.Of(1, 2), LayerSelection.Of(1, 3));
        Assert.Equal(LayerSelection.Of(1, 2).GetHashCode(), LayerSelection.Of(2, 1).GetHashCode());
    }

    [Fact]
    public void A_description_gives_the_same_selection_back()
    {
        foreach (var selection in new[] { LayerSelection.Last(6, 3.34), LayerSelection.Last(0), LayerSelection.Of(4, 1) })
            Assert.Equal(selection, JsonSerializer.Deserialize<LayerSelection>(JsonSerializer.Serialize(selection)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LayerSelection>("{\"Count\":-1,\"Interval\":1}"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LayerSelection>("\"last\""));
    }
}
