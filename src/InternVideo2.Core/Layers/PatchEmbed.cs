using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Cuts clips into tubelets of t × P × P pixels and maps each linearly to C channels: a 3-D convolution whose kernel is its stride (stage 1, 1.2),
/// computed as one matrix product over the patches that are asked for. The weight has the convolution's layout C × 3 × t × P × P.
/// </summary>
public sealed class PatchEmbed : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly int patch;
    private readonly int tubelet;

    /// <param name="patch">P, pixels along each side.</param>
    /// <param name="tubelet">t, frames in a patch.</param>
    /// <param name="width">C.</param>
    /// <param name="init">Makes the parameters: uniform in ±1/√(3·t·P²), the framework's start for convolutions.</param>
    public PatchEmbed(int patch, int tubelet, int width, Initializer init) : base(nameof(PatchEmbed))
    {
        (this.patch, this.tubelet) = (patch, tubelet);
        var bound = 1 / Math.Sqrt(3.0 * tubelet * patch * patch);
        weight = init.Uniform(bound, width, 3, tubelet, patch, patch);
        bias = init.Uniform(bound, width);
        RegisterComponents();
    }

    /// <summary>The type the clips must have.</summary>
    public ScalarType InputType => weight.dtype;

    /// <param name="frames">B × 3 × F × H × W; F divisible by t, H and W by P.</param>
    /// <param name="patches">B × K int64, the patches to embed (time slowest, then row, then column), on the device of the frames; null: all.</param>
    /// <returns>B × K × C, or B × N × C.</returns>
    public override Tensor forward(Tensor frames, Tensor? patches)
    {
        var shape = frames.shape;
        var (batch, times, rows, columns) = (shape[0], shape[2] / tubelet, shape[3] / patch, shape[4] / patch);
        // B T Y X 3 t P P, a view: nothing is copied yet.
        var grid = frames.view(batch, 3, times, tubelet, rows, patch, columns, patch).permute(0, 2, 4, 6, 1, 3, 5, 7);
        var flat = patches is null
            ? grid.reshape(batch, times * rows * columns, -1)
            : Pick(grid, patches, rows, columns).reshape(batch, patches.shape[1], -1);
        return nn.functional.linear(flat, weight.flatten(1), bias);
    }

    private static Tensor Pick(Tensor grid, Tensor patches, long rows, long columns)
    {
        var time = patches.div(rows * columns, RoundingMode.floor);
        var place = patches.sub(time.mul(rows * columns));
        var row = place.div(columns, RoundingMode.floor);
        var column = place.sub(row.mul(columns));
        var clip = arange(patches.shape[0], dtype: ScalarType.Int64, device: patches.device).unsqueeze(1);
        return grid.index(clip, time, row, column);
    }
}
