using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalisation with running statistics: what the batch normalisations share.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    [ComponentName(Name = nameof(running_mean))]
    private Tensor? _runningMean;

    [ComponentName(Name = nameof(running_var))]
    private Tensor? _runningVar;

    [ComponentName(Name = nameof(num_batches_tracked))]
    private Tensor? _numBatchesTracked;

    public NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            _weight = new Parameter(empty([num_features], dtype, device));
            _bias = new Parameter(empty([num_features], dtype, device));
        }
        if (track_running_stats)
        {
            _runningMean = zeros([num_features], dtype, device);
            _runningVar = ones([num_features], dtype, device);
            _numBatchesTracked = zeros([], ScalarType.Int64, device);
        }
        RegisterComponents();
        reset_parameters();
    }

    /// <summary>The scale, one per feature; null without affine part.</summary>
    public Parameter? weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary>The shift, one per feature; null without affine part.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    /// <summary>The running mean, one per feature; null without running statistics.</summary>
    public Tensor? running_mean
    {
        get => _runningMean;
        set => ConditionallyRegisterBuffer(nameof(running_mean), _runningMean = value);
    }

    /// <summary>The running variance, one per feature; null without running statistics.</summary>
    public Tensor? running_var
    {
        get => _runningVar;
        set => ConditionallyRegisterBuffer(nameof(running_var), _runningVar = value);
    }

    /// <summary>How many batches the running statistics have seen (int64 scalar); null without running statistics.</summary>
    public Tensor? num_batches_tracked
    {
        get => _numBatchesTracked;
        set => ConditionallyRegisterBuffer(nameof(num_batches_tracked), _numBatchesTracked = value);
    }

    public long num_features { get; }

    public double eps { get; set; }

    /// <summary>The weight of the newest batch in the running statistics; null means the plain average of all batches.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    /// <summary>Scale 1, shift 0, statistics of nothing.</summary>
    public void reset_parameters()
    {
        reset_running_stats();
        if (_weight is not null) nn.init.ones_(_weight);
        if (_bias is not null) nn.init.zeros_(_bias);
    }

    /// <summary>Mean 0, variance 1, no batches seen.</summary>
    public void reset_running_stats()
    {
        if (!track_running_stats) return;
        _runningMean!.zero_();
        _runningVar!.fill_(1);
        _numBatchesTracked!.zero_();
    }

    /// <summary>Throws if the input has not the axes this normalisation is made for.</summary>
    protected abstract void ValidateInputDimensions(Tensor input);
}
