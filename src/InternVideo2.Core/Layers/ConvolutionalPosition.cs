using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Tells tokens their place by a grouped convolution along them (stage 2, 4.2), whose weight is v·g/‖v‖ with one length g for each place of the kernel;
/// then GELU. The result is to be added to the tokens.
/// </summary>
internal sealed class ConvolutionalPosition : nn.Module<Tensor, Tensor>
{
    private readonly Parameter direction; // C × C/groups × kernel
    private readonly Parameter length; // 1 × 1 × kernel
    private readonly Parameter bias;
    private readonly int groups;

    /// <param name="width">C, a multiple of <paramref name="groups"/>.</param>
    /// <param name="kernel">Tokens it sees.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="init">Makes the parameters.</param>
    public ConvolutionalPosition(int width, int kernel, int groups, Initializer init) : base(nameof(ConvolutionalPosition))
    {
        this.groups = groups;
        var std = Math.Sqrt(4.0 / (kernel * (double)width));
        direction = init.Normal(std, width, width / groups, kernel);
        // The length that such a direction has on average, to less than a percent: parameters whose values are put off have none yet.
        length = init.Constant(std * Math.Sqrt(width * (double)(width / groups)), 1, 1, kernel);
        bias = init.Constant(0, width);
        RegisterComponents();
    }

    /// <param name="x">B × N × C.</param>
    /// <returns>B × N × C. Owned by the caller.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var norm = direction.square().sum([0L, 1L], keepdim: true).sqrt();
        var weight = direction.mul(length.div(norm));
        var kernel = direction.shape[2];
        var placed = nn.functional.conv1d(x.transpose(1, 2), weight, bias, padding: kernel / 2, groups: groups); // B C N or N + 1
        // An even kernel gives one place too many.
        if (placed.shape[2] > x.shape[1]) placed = placed.narrow(2, 0, x.shape[1]);
        return scope.MoveToOuter(Gelu.Apply(placed, GeluForm.Erf).transpose(1, 2));
    }
}
