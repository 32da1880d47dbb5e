using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Notebook.Tests.Tensors;

/// <summary>Figures from tensors show the tensor's values in its order.</summary>
[Collection(TensorCollection.Name)]
public sealed class TensorFigureTests
{
    [Fact]
    public void A_matrix_becomes_a_heat_map_with_its_first_row_on_top()
    {
        using var scope = NewDisposeScope();
        var figure = TensorFigure.Heatmap(arange(0, 6, 1, ScalarType.Float32).reshape(2, 3), "m", values: "how much");
        var heat = Assert.IsType<HeatmapTrace>(figure.Data.Single());
        Assert.Equal([[0, 1, 2], [3, 4, 5]], heat.Z);
        Assert.Equal("how much", heat.Colorbar!.Title!.Text);
        Assert.Equal(AxisAutorange.Reversed, figure.Layout.Yaxis.Autorange);
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => TensorFigure.Heatmap(zeros(new long[] { 3 }), "m")).Message);
    }

    [Fact]
    public void Vectors_become_named_curves()
    {
        using var scope = NewDisposeScope();
        var figure = TensorFigure.Lines("v", "step", "rate", ("a", tensor(new[] { 1f, 4f })), ("b", tensor(new[] { 2.5 })));
        Assert.Equal(["a", "b"], figure.Data.Select(t => t.Name));
        Assert.Equal([1, 4], ((ScatterTrace)figure.Data[0]).Y);
    }
}
