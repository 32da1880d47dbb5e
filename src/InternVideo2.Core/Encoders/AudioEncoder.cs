using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// The audio encoder BEATs (stage 2, 4): patches of a normalised log-mel picture, a convolution over the tokens that tells them their place, layers
/// with gated relative positions under deep norm. Any number of frames and bands; what does not fill a patch is left unseen.
/// </summary>
public sealed class AudioEncoder : nn.Module<Tensor, AudioRequest, AudioOutput>
{
    private const double NormEpsilon = 1e-5;

    private readonly Parameter patchWeight;
    private readonly Parameter? patchBias;
    private readonly LayerNorm patchNorm;
    private readonly Linear? projection;
    private readonly ConvolutionalPosition convolution;
    private readonly LayerNorm norm;
    private readonly Parameter? relativeBias; // buckets × h, shared by all layers
    private readonly ModuleList<AudioLayer> layers;
    private readonly SeededDropout inputDropout;
    private readonly SeededDropout dropout;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public AudioEncoder(AudioEncoderOptions options, Initializer? init = null) : base(nameof(AudioEncoder))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        // The framework's start for convolutions.
        patchWeight = init.Uniform(1.0 / options.PatchSize, options.PatchWidth, 1, options.PatchSize, options.PatchSize);
        if (options.PatchBias) patchBias = init.Uniform(1.0 / options.PatchSize, options.PatchWidth);
        patchNorm = init.LayerNorm(options.PatchWidth, NormEpsilon);
        if (options.PatchWidth != options.Width) projection = init.Linear(options.PatchWidth, options.Width);
        convolution = new ConvolutionalPosition(options.Width, options.ConvolutionKernel, options.ConvolutionGroups, init);
        norm = init.LayerNorm(options.Width, NormEpsilon);
        if (options.Buckets > 0) relativeBias = init.Normal(0.02, options.Buckets, options.Heads);
        layers = [.. Enumerable.Range(0, options.Depth).Select(_ => new AudioLayer(options, init))];
        (inputDropout, dropout) = (new SeededDropout(options.InputDropout), new SeededDropout(options.Dropout));
        RegisterComponents();
    }

    public AudioEncoderOptions Options { get; }

    /// <summary>As <see cref="forward(Tensor, AudioRequest)"/> with nothing special asked for.</summary>
    public AudioOutput forward(Tensor features) => call(features, AudioRequest.Default);

    /// <param name="features">B × F × M, normalised, of the parameters' type and on their device; at least one patch.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// Wrong shape or type of the features; a padding mask of another shape, or one that leaves a sample no token.
    /// </exception>
    public override AudioOutput forward(Tensor features, AudioRequest request)
    {
        CheckFeatures(features);
        using var scope = NewDisposeScope();
        var x = inputDropout.call(Project(PatchTokens(features)), request.Drops);
        var (tokens, kept) = Encode(x, request);
        var pooled = tokens.mean([1L]);
        scope.MoveToOuter([tokens, pooled, .. kept]);
        return new AudioOutput(tokens, pooled, kept);
    }

    /// <summary>Patches as the convolution gives them, B × N × <see cref="AudioEncoderOptions.PatchWidth"/>. Owned by the caller.</summary>
    internal Tensor PatchTokens(Tensor features)
    {
        using var scope = NewDisposeScope();
        var stride = (long)Options.PatchSize;
        var grid = nn.functional.conv2d(features.unsqueeze(1), patchWeight, patchBias, strides: [stride, stride]); // B W F/16 M/16
        return scope.MoveToOuter(grid.flatten(2).transpose(1, 2));
    }

    /// <summary>From patches to normed tokens of the encoder's width, B × N × C. Owned by the caller.</summary>
    internal Tensor Project(Tensor patches)
    {
        if (projection is null) return patchNorm.call(patches);
        using var normed = patchNorm.call(patches);
        return projection.call(normed);
    }

    /// <summary>The convolution's term for the places of tokens, B × N × C. Owned by the caller.</summary>
    internal Tensor Places(Tensor x) => convolution.call(x);

    /// <summary>The bias of h × (2N − 1) distances from −(N − 1) to N − 1, key place minus query place; null without relative positions.</summary>
    internal Tensor? DistanceBias(long tokens)
    {
        if (relativeBias is null) return null;
        using var buckets = RelativeBuckets.Among(tokens, Options.Buckets, Options.MaxDistance, relativeBias.device);
        using var rows = relativeBias.index_select(0, buckets);
        return rows.t();
    }

    /// <summary>Tokens and the outputs of the layers asked for. <paramref name="x"/> is B × N × C and stays the caller's.</summary>
    internal (Tensor Tokens, List<Tensor> Kept) Encode(Tensor x, AudioRequest request)
    {
        using var scope = NewDisposeScope();
        if (request.Padding is { } padding)
        {
            CheckPadding(padding, x);
            x = x.masked_fill(padding.unsqueeze(-1), 0);
        }
        x = x.add(Places(x));
        if (!Options.NormFirst) x = norm.call(x);
        x = dropout.call(x, request.Drops);
        var context = Context(x, request);
        var kept = new List<Tensor>(request.Layers.Count);
        for (var layer = 0; layer < layers.Count; layer++)
        {
            x = GradientScale.Apply(x, Options.GradientDecay);
            if (!Skips(request.Drops)) x = layers[layer].call(x, context);
            // An alias, so that each has one owner.
            if (kept.Count < request.Layers.Count && request.Layers[kept.Count] == layer) kept.Add(x.alias());
        }
        if (Options.NormFirst) x = norm.call(x);
        scope.MoveToOuter([x, .. kept]);
        return (x, kept);
    }

    /// <summary>Biases are spread out once for all layers, unless attention is in blocks because they are too many.</summary>
    private AudioContext Context(Tensor x, AudioRequest request)
    {
        var (batch, tokens) = (x.shape[0], x.shape[1]);
        var distances = DistanceBias(tokens);
        var whole = distances is not null && BiasedAttention.QueriesAtOnce(batch, Options.Heads, tokens) >= tokens;
        return new AudioContext(distances, whole ? BiasedAttention.BiasRows(distances!, tokens, 0, tokens) : null, request.Padding, request.Drops);
    }

    private bool Skips(Generator? drops)
    {
        if (!training || Options.LayerDrop == 0) return false;
        ArgumentNullException.ThrowIfNull(drops);
        using var draw = empty(1, dtype: ScalarType.Float32, device: CPU).uniform_(0, 1, drops);
        return draw.item<float>() <= Options.LayerDrop;
    }

    private void CheckFeatures(Tensor features)
    {
        var shape = features.shape;
        if (shape.Length != 3 || shape[1] < Options.PatchSize || shape[2] < Options.PatchSize)
        {
            throw new ArgumentException(
                $"The features are [{string.Join(", ", shape)}]; expected batch × frames × mel bands with at least {Options.PatchSize} frames and bands.",
                nameof(features));
        }
        if (features.dtype != patchWeight.dtype)
            throw new ArgumentException($"The features are {features.dtype}; the audio encoder's parameters are {patchWeight.dtype}.", nameof(features));
    }

    private static void CheckPadding(Tensor padding, Tensor x)
    {
        if (padding.dtype != ScalarType.Bool || padding.ndim != 2 || padding.shape[0] != x.shape[0] || padding.shape[1] != x.shape[1])
        {
            throw new ArgumentException(
                $"The padding mask is {padding.dtype} [{string.Join(", ", padding.shape)}]; expected Bool [{x.shape[0]}, {x.shape[1]}], batch × tokens.",
                nameof(padding));
        }
        using var silent = padding.all(1);
        using var any = silent.any();
        if (any.item<bool>()) throw new ArgumentException("The padding mask leaves a sample without a single token.", nameof(padding));
    }
}
