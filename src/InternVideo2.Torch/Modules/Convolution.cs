using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the convolution layers share: parameters, geometry and padding.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    protected Parameter _weight;

    [ComponentName(Name = nameof(bias))]
    protected Parameter? _bias;

    protected long input_channels;

    /// <summary>The padding as <c>F.pad</c> wants it: last axis first, both sides of each.</summary>
    protected long[] _reversed_padding_repeated_twice = [];

    protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation,
        bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null)
        : base(name)
    {
        if (groups < 1 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException($"{name}: groups {groups} must divide in_channels {in_channels} and out_channels {out_channels}.");
        if (padding_type == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException($"{name}: padding 'same' needs stride 1, but stride is [{string.Join(", ", stride)}].");

        input_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        this.padding = padding;
        if (padding_type is { } kind) SetPadding(kind);
        else SetPadding(padding);

        long[] shape = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        _weight = new Parameter(empty([.. shape, .. kernel_size], dtype, device));
        if (bias) _bias = new Parameter(empty([out_channels], dtype, device));
        RegisterComponents();
        reset_parameters();
    }

    /// <summary>out × in/groups × kernel.</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary>out, or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    public long in_channels => input_channels;

    public long out_channels { get; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; private protected set; }

    public Padding? padding_type { get; private protected set; }

    public PaddingModes padding_mode { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public long groups { get; set; }

    public bool transposed { get; }

    /// <summary>PyTorch's initialisation: both uniform in ±1/√(inputs of one output), the weight drawn first.</summary>
    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(_weight, Math.Sqrt(5));
        if (_bias is null) return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(_weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        nn.init.uniform_(_bias, -bound, bound);
    }

    /// <summary>Pads each axis by its own amount on both sides.</summary>
    public void SetPadding(long[] padding)
    {
        this.padding = padding;
        padding_type = null;
        _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(amount => new[] { amount, amount })];
    }

    /// <summary>No padding, or as much as keeps the input's size.</summary>
    public void SetPadding(Padding padding)
    {
        padding_type = padding;
        this.padding = new long[kernel_size.Length];
        _reversed_padding_repeated_twice = new long[2 * kernel_size.Length];
        if (padding == Padding.Valid) return;
        for (var axis = 0; axis < kernel_size.Length; axis++)
        {
            var total = dilation[axis] * (kernel_size[axis] - 1);
            var at = 2 * (kernel_size.Length - 1 - axis);
            _reversed_padding_repeated_twice[at] = total / 2;
            _reversed_padding_repeated_twice[at + 1] = total - total / 2;
        }
    }

    /// <summary>Whether the input has the right rank, with or without batch axis, and the right number of channels.</summary>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var channelAxis = input.ndim - dimensions - 1;
        return channelAxis is 0 or 1 && input.shape[channelAxis] == input_channels;
    }

    /// <summary>Applies <see cref="padding_mode"/> where the operator itself can only pad with zeros.</summary>
    private protected Tensor Convolve(Op strided, Op named, Tensor input)
    {
        if (!ValidateShape(input, kernel_size.Length))
        {
            throw new ArgumentException(
                $"{GetName()}: the input has the shape [{string.Join(", ", input.shape)}]; expected are {kernel_size.Length + 1} axes, or one more " +
                $"in front for the batch, with {input_channels} channels.");
        }
        if (padding_mode != PaddingModes.Zeros)
        {
            using var padded = nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
            return strided.Call(padded, _weight, _bias, stride, new long[kernel_size.Length], dilation, groups);
        }
        return padding_type is { } kind
            ? named.Call(input, _weight, _bias, stride, nn.functional.Name(kind), dilation, groups)
            : strided.Call(input, _weight, _bias, stride, padding, dilation, groups);
    }
}
