using System.Globalization;
using InternVideo2.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>How the tokens of a clip become its features.</summary>
public enum FeaturePooling
{
    /// <summary>The encoder's own attention pooling, which follows the last block.</summary>
    Attention,

    /// <summary>The mean of the patch tokens.</summary>
    TokenMean,

    /// <summary>The class token.</summary>
    ClassToken,

    /// <summary>All tokens as they are, class token first: not one vector, but L of them.</summary>
    Tokens,
}

/// <summary>Which vector (or, with <see cref="FeaturePooling.Tokens"/>, which vectors) of a frozen encoder stands for a clip. The encoder sees all tokens.</summary>
public sealed record FeatureChoice
{
    private static readonly long[] TokenAxis = [1];

    /// <summary>The block whose output is pooled, counted from 0; null: the last one. Attention pooling knows only the last one.</summary>
    public int? Layer { get; init; }

    public FeaturePooling Pooling { get; init; } = FeaturePooling.TokenMean;

    /// <summary>The features of a batch, without gradients, in evaluation mode; the encoder's mode is put back.</summary>
    /// <param name="encoder">Stays as it is.</param>
    /// <param name="frames">B × 3 × F × S × S, normalised; on any device.</param>
    /// <returns>B × D, or B × L × D, on the encoder's device; owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is no such layer, or it has no attention pooling.</exception>
    public Tensor Of(VideoEncoder encoder, Tensor frames)
    {
        var last = encoder.Options.Depth - 1;
        var layer = Layer ?? last;
        if (layer < 0 || layer > last || (Pooling == FeaturePooling.Attention && layer != last))
            throw new ArgumentException($"An encoder of {last + 1} blocks has no features '{this}'. Layers are 0 … {last}; attention pooling follows the last.");
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var training = encoder.training;
        // Left alone when it is in evaluation mode already, so that several threads may ask the same encoder.
        if (training) encoder.eval();
        var output = encoder.call(frames.to(encoder.Device), new EncoderRequest { Layers = [layer], Pool = Pooling == FeaturePooling.Attention });
        if (training) encoder.train();
        var features = Pooling switch
        {
            FeaturePooling.Attention => output.Pooled!,
            FeaturePooling.ClassToken => output.Layers[0].select(1, 0).contiguous(),
            FeaturePooling.Tokens => output.Layers[0],
            _ => output.Layers[0].narrow(1, 1, output.Layers[0].shape[1] - 1).mean(TokenAxis),
        };
        return scope.MoveToOuter(features);
    }

    public override string ToString()
    {
        var layer = Layer is { } number ? string.Create(CultureInfo.InvariantCulture, $"layer {number}") : "last layer";
        return Pooling switch
        {
            FeaturePooling.Attention => $"{layer}, attention pooling",
            FeaturePooling.ClassToken => $"{layer}, class token",
            FeaturePooling.Tokens => $"{layer}, all tokens",
            _ => $"{layer}, mean of tokens",
        };
    }
}
