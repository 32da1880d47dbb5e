using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Classification;

/// <summary>
/// An unmasked video encoder and a linear head over its pooled vector or its tokens (stage 1, 9): fine-tuning model, attentive probe and
/// merged-feature probe, depending on the options.
/// </summary>
public sealed class VideoClassifier : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly VideoEncoder encoder;
    private readonly ExtraMlp? extra;
    private readonly LayerNorm pooledNorm;
    private readonly TokenMerge? merge;
    private readonly SeededDropout dropout;
    private readonly Linear head;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public VideoClassifier(VideoClassifierOptions options, Initializer? init = null) : base(nameof(VideoClassifier))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        var body = options.Encoder;
        encoder = new VideoEncoder(body, init);
        if (options.ExtraMlp) extra = new ExtraMlp(body.PooledWidth, init);
        pooledNorm = init.LayerNorm(body.PooledWidth, 1e-5);
        if (options.Input != HeadInput.Pooled)
            merge = new TokenMerge(options.Input, options.MergeNorm, body.Width, body.PooledWidth, body.Grid.Times, init);
        dropout = new SeededDropout(options.HeadDropout);
        head = init.Linear((merge?.Width ?? 0) + (UsesPooled ? body.PooledWidth : 0), options.Classes, std: 0.02 * options.HeadScale);
        RegisterComponents();
    }

    public VideoClassifierOptions Options { get; }

    /// <summary>The body, for loading and for freezing. Owned by this model.</summary>
    public VideoEncoder Encoder => encoder;

    private bool UsesPooled => Options.Input is HeadInput.Pooled or HeadInput.ClassMeanPooled or HeadInput.ClassFramesPooled;

    /// <param name="frames">B × 3 × F × S × S, normalised.</param>
    /// <param name="draws">Generator of the drop-path and dropout draws: needed in training mode when a rate is above 0.</param>
    /// <returns>Class scores before the softmax, B × classes; owned by the caller.</returns>
    public override Tensor forward(Tensor frames, Generator? draws)
    {
        using var scope = NewDisposeScope();
        var output = encoder.call(frames, new EncoderRequest { Pool = UsesPooled, Drops = draws });
        var parts = new List<Tensor>();
        if (merge is not null) parts.Add(merge.call(output.Tokens));
        if (output.Pooled is { } pooled) parts.Add(pooledNorm.call(extra?.call(pooled) ?? pooled));
        var features = parts.Count == 1 ? parts[0] : cat(parts, 1);
        return scope.MoveToOuter(head.call(dropout.call(features, draws)));
    }
}
