using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalises each feature (axis 1) by the batch's statistics in training and by the running ones in evaluation.</summary>
public abstract class BatchNorm : NormBase
{
    public BatchNorm(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training && track_running_stats) num_batches_tracked!.add_(1);
        var share = momentum ?? (training && track_running_stats ? 1.0 / num_batches_tracked!.ToInt64() : 0);
        return nn.functional.batch_norm(
            input, running_mean, running_var, weight, bias, training: training || !track_running_stats, momentum: share, eps: eps);
    }
}
