using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// Paints hidden patches: transformer blocks over the visible tokens and a mask token for each hidden one, then a norm and a linear map to pixels.
/// The blocks are the motion teacher's (LayerNorm, query and value biases).
/// </summary>
internal sealed class VideoMaeDecoder : nn.Module<Tensor, int, Tensor>
{
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public VideoMaeDecoder(VideoMaeOptions options, Initializer init) : base(nameof(VideoMaeDecoder))
    {
        var encoder = options.Encoder;
        var attention = new AttentionOptions(options.DecoderWidth, options.DecoderHeads) { QkNorm = false, QkvBias = QkvBias.QueryAndValue };
        var block = new TransformerBlockOptions(attention, (int)(options.DecoderWidth * encoder.MlpRatio))
        {
            Norm = NormKind.Layer,
            NormEpsilon = encoder.NormEpsilon,
            LayerScaleInit = encoder.LayerScaleInit,
        };
        blocks = [.. Enumerable.Range(0, options.DecoderDepth).Select(layer => new TransformerBlock(block, layer, 0, init))];
        norm = init.LayerNorm(options.DecoderWidth, encoder.NormEpsilon);
        head = init.Linear(options.DecoderWidth, options.PatchValues);
        RegisterComponents();
    }

    /// <param name="tokens">B × N × C, the hidden ones last.</param>
    /// <param name="hidden">How many are hidden.</param>
    /// <returns>B × hidden × values of a patch.</returns>
    public override Tensor forward(Tensor tokens, int hidden)
    {
        var last = blocks.Count == 0 ? tokens : BlockStack.Run(blocks, tokens, [], null).Last;
        return head.call(norm.call(last.narrow(1, last.shape[1] - hidden, hidden)));
    }
}
