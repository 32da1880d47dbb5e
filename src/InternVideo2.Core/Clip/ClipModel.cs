using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Clip;

/// <summary>Two towers whose vectors are compared by their cosine (stage 2, 16).</summary>
public sealed class ClipModel : nn.Module
{
    private readonly Parameter temperature;
    private readonly VideoEncoder vision;
    private readonly AlignedHead? align;
    private readonly ClipTextTower? text;
    private readonly ClipLanguageTower? language;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public ClipModel(ClipOptions options, Initializer? init = null) : base(nameof(ClipModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        temperature = init.Constant(options.Temperature);
        vision = new VideoEncoder(options.Vision, init);
        if (options.AlignedWidth is { } width) align = new AlignedHead(options.Vision.PooledWidth, width, init);
        if (options.Text is { } small) text = new ClipTextTower(small, init);
        if (options.Language is { } large) language = new ClipLanguageTower(large, init);
        RegisterComponents();
    }

    public ClipOptions Options { get; }

    /// <summary>The vision tower without the aligned head.</summary>
    public VideoEncoder Vision => vision;

    /// <summary>What similarities are divided by: one value, learned.</summary>
    public Parameter Temperature => temperature;

    /// <summary>Whether there is a text tower.</summary>
    public bool ReadsTexts => text is not null || language is not null;

    /// <summary>Vectors of clips, or of pictures.</summary>
    /// <param name="frames">B × 3 × F × S × S, or B × 3 × 1 × S × S; normalised.</param>
    /// <param name="drops">Generator of the drop-path draws; needed in training mode when the rate is above 0.</param>
    /// <returns>B × D, not of unit length; owned by the caller.</returns>
    public Tensor Videos(Tensor frames, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        var pooled = vision.call(frames, new EncoderRequest { Drops = drops }).Pooled!;
        return scope.MoveToOuter(align?.call(pooled) ?? pooled);
    }

    /// <summary>Texts as the tower reads them: the small one always reads as many tokens as it has positions for.</summary>
    /// <param name="texts">B of them.</param>
    /// <param name="tokenizer">The tower's own.</param>
    /// <param name="maxTokens">Longer texts are cut off; at most, and if null, as many as the tower reads.</param>
    /// <returns>B × L int64 on the parameters' device, owned by the caller.</returns>
    public Tensor Read(IReadOnlyList<string> texts, ITokenizer tokenizer, int? maxTokens = null)
    {
        var limit = Options.Text?.Length ?? Options.Language?.MaxTokens ?? throw NoTower();
        using var tokens = tokenizer.Batch(texts, Math.Min(maxTokens ?? limit, limit), Options.Text?.Length);
        return tokens.Ids.to(temperature.device, copy: true);
    }

    /// <summary>Vectors of texts.</summary>
    /// <param name="ids">B × L int64 from <see cref="Read"/>, on the parameters' device.</param>
    /// <param name="drops">Generator of the adapters' dropout draws; needed in training mode when they have any.</param>
    /// <returns>B × D, not of unit length; owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">There is no text tower.</exception>
    public Tensor Texts(Tensor ids, Generator? drops = null) => text?.call(ids) ?? language?.call(ids, drops)
        ?? throw NoTower();

    /// <summary>Raises the temperature to its least value if it has fallen below, as before each training step.</summary>
    public void LimitTemperature()
    {
        using var guard = no_grad();
        temperature.clamp_(min: Options.MinTemperature);
    }

    /// <summary>Puts the towers that are not trained into evaluation mode: the trainer has put the whole model into training mode.</summary>
    internal void RestFrozen(ClipTraining training)
    {
        if (!training.Vision) vision.eval();
        if (!training.Adapters) language?.eval();
    }

    private static InvalidOperationException NoTower() =>
        new($"This model has no text tower ({nameof(ClipOptions)}.{nameof(ClipOptions.Text)} and {nameof(ClipOptions.Language)} are null).");
}
