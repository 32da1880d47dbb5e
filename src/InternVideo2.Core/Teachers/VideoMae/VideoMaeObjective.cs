using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Training;
using InternVideo2.Video;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// Masked autoencoding of video: the mean squared error between painted and true patches (see <see cref="PixelTargets"/>), at hidden tokens only.
/// Owns the model.
/// </summary>
public sealed class VideoMaeObjective : IObjective
{
    public const string PixelsName = "hidden pixels";

    private readonly VideoMaeModel model;
    private readonly VideoMaeOptions options;
    private readonly PixelStatistics statistics;

    /// <param name="model">Encoder and decoder.</param>
    /// <param name="statistics">What the frames of batches are normalised with; null: ImageNet's.</param>
    public VideoMaeObjective(VideoMaeModel model, PixelStatistics? statistics = null) =>
        (this.model, options, this.statistics) = (model, model.Options, statistics ?? PixelStatistics.ImageNet);

    /// <summary>Builds a model. Not to be called inside a DisposeScope.</summary>
    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with the training's seed, on the CPU.</param>
    public static VideoMaeObjective Create(VideoMaeOptions options, Initializer? init = null) =>
        new(new VideoMaeModel(options, init ?? Initializer.Seeded(options.Training.Seed)));

    public nn.Module Model => model;

    /// <summary>The trained model; its encoder is the future teacher.</summary>
    public VideoMaeModel Autoencoder => model;

    public IReadOnlySet<string> NoDecayNames => OfficialKeys.VideoMaeWithoutDecay;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.VideoMae.Parameters(model);

    /// <inheritdoc/>
    /// <remarks>Draws tubes from "mask".</remarks>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var mask = Masking.Tube((int)batch.Frames.shape[0], options.Encoder.Grid, options.MaskRatio, random["mask"]);
        var error = ErrorOf(batch.Frames, mask);
        var reported = error.detach();
        scope.MoveToOuter(error, reported);
        return new Losses(error, [(PixelsName, reported)]);
    }

    /// <summary>The error for a given mask.</summary>
    /// <param name="frames">B × 3 × F × S × S, normalised.</param>
    /// <param name="mask">B × (1+N) bool on the CPU, true = hidden; the first column, that of the class token which this model does not have, is false.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public Tensor ErrorOf(Tensor frames, Tensor mask)
    {
        using var scope = NewDisposeScope();
        using var visible = VisibleTokens.FromMask(mask, frames.device);
        using var hidden = VisibleTokens.FromMask(Complement(mask), frames.device);
        using var targets = PixelTargets.Of(frames, hidden, options.Encoder.PatchSize, options.Encoder.TubeletSize, statistics);
        return scope.MoveToOuter(nn.functional.mse_loss(model.call(frames, visible, hidden), targets));
    }

    public void Dispose() => model.Dispose();

    private static Tensor Complement(Tensor mask)
    {
        var (classToken, patches) = (mask.narrow(1, 0, 1), mask.narrow(1, 1, mask.shape[1] - 1));
        return cat([classToken, patches.logical_not()], 1);
    }
}
