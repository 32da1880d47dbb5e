using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>How positions are encoded (stage 1, 1.3).</summary>
public enum PositionKind
{
    /// <summary>One table over time and space together, starting from 3-D sine-cosine values.</summary>
    Joint,

    /// <summary>A table over space plus one over time.</summary>
    Separable,

    /// <summary>One table over the patches of a single frame, starting from 2-D sine-cosine values: an image transformer.</summary>
    Image,
}

/// <summary>Which positions a single picture has in a model of clips (stage 2, 2.1 and 16.1).</summary>
public enum PicturePositions
{
    /// <summary>The model takes no pictures.</summary>
    None,

    /// <summary>A table of its own, starting from the sine-cosine values of the first frame: the 1B model of stage 2.</summary>
    Own,

    /// <summary>The mean of the clip's table over time, the class token's row as it is: the 6B model of stage 2. Needs joint positions.</summary>
    FrameMean,

    /// <summary>The table of space without that of time. Needs separable positions.</summary>
    Space,
}

/// <summary>
/// Sizes and variants of a <see cref="VideoEncoder"/> (stage 1, 1.1). The defaults are common to the official models; S/14 is 384 wide, 12
/// deep, 6 heads.
/// </summary>
public sealed partial record VideoEncoderOptions
{
    /// <summary>Pixels along each side of a frame. A multiple of <see cref="PatchSize"/>.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Pixels along each side of a patch. 1 or more.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Frames of a clip. A multiple of <see cref="TubeletSize"/>.</summary>
    public int Frames { get; init; } = 8;

    /// <summary>Frames that make one patch. 1 or more.</summary>
    public int TubeletSize { get; init; } = 1;

    /// <summary>
    /// C, channels of a token. A multiple of <see cref="Heads"/> and <see cref="PoolHeads"/>; of 16 with joint positions, 4 otherwise.
    /// </summary>
    public required int Width { get; init; }

    /// <summary>D, number of blocks. 1 or more.</summary>
    public required int Depth { get; init; }

    /// <summary>h, attention heads of each block. 1 or more.</summary>
    public required int Heads { get; init; }

    /// <summary>Hidden width of the MLPs divided by <see cref="Width"/>. Above 0.</summary>
    public double MlpRatio { get; init; } = 4;

    public QkvBias QkvBias { get; init; } = QkvBias.None;

    /// <summary>RMSNorm of queries and keys.</summary>
    public bool QkNorm { get; init; } = true;

    /// <summary>First value of LayerScale's γ; 0: no LayerScale.</summary>
    public double LayerScaleInit { get; init; } = 1e-5;

    public GeluForm Gelu { get; init; } = GeluForm.Erf;

    public PositionKind Positions { get; init; } = PositionKind.Joint;

    /// <summary>Whether single pictures are taken besides clips, and which positions they have.</summary>
    public PicturePositions Pictures { get; init; }

    /// <summary>Drop-path rate of the last block; it grows linearly from 0 at the first. In [0, 1).</summary>
    public double DropPath { get; init; }

    /// <summary>Attention heads of the pooling. 1 or more.</summary>
    public int PoolHeads { get; init; } = 16;

    /// <summary>Size of the pooled vector. 1 or more; 0: nothing pools, as in the encoders of stage 3 (stage 3, 2.2).</summary>
    public int PooledWidth { get; init; } = 768;

    /// <summary>The patch tokens of a clip.</summary>
    public TokenGrid Grid => new(Frames / TubeletSize, ImageSize / PatchSize);

    /// <summary>The patch tokens of a single picture.</summary>
    public TokenGrid PictureGrid => Grid with { Times = 1 };

    /// <summary>Whether a batch of frames is one of pictures for this model: it takes them, and there is one frame.</summary>
    public bool IsPicture(Tensor frames) => Pictures != PicturePositions.None && frames.ndim == 5 && frames.shape[2] == 1;

    /// <summary>Hidden width of the MLPs; the product is truncated, as in the official code.</summary>
    public int HiddenWidth => (int)(Width * MlpRatio);

    /// <summary>Drop-path rate of block <paramref name="layer"/>: p·l/(D−1).</summary>
    public double DropPathOf(int layer) => Depth == 1 ? 0 : DropPath * layer / (Depth - 1);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(PatchSize >= 1, nameof(PatchSize), PatchSize, "1 or more");
        Check(ImageSize >= PatchSize && ImageSize % PatchSize == 0, nameof(ImageSize), ImageSize, $"a multiple of {nameof(PatchSize)} = {PatchSize}");
        Check(TubeletSize >= 1, nameof(TubeletSize), TubeletSize, "1 or more");
        Check(Frames >= TubeletSize && Frames % TubeletSize == 0, nameof(Frames), Frames, $"a multiple of {nameof(TubeletSize)} = {TubeletSize}");
        Check(Positions != PositionKind.Image || Grid.Times == 1, nameof(Frames), Frames,
            $"{TubeletSize} with {nameof(PositionKind)}.{PositionKind.Image}, which knows one position in time");
        Check(Enum.IsDefined(Pictures), nameof(Pictures), Pictures, string.Join(", ", Enum.GetNames<PicturePositions>()));
        var needed = Pictures == PicturePositions.Space ? PositionKind.Separable : PositionKind.Joint;
        Check(Pictures == PicturePositions.None || Positions == needed, nameof(Pictures), Pictures,
            $"{PicturePositions.None}, or with {nameof(Positions)} = {needed}");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {nameof(Heads)} = {Heads}");
        var unit = Positions == PositionKind.Joint ? 16 : 4;
        Check(Width % unit == 0, nameof(Width), Width, $"a multiple of {unit} with {Positions} positions");
        Check(PoolHeads >= 1, nameof(PoolHeads), PoolHeads, "1 or more");
        Check(Width % PoolHeads == 0, nameof(Width), Width, $"a multiple of {nameof(PoolHeads)} = {PoolHeads}");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check(HiddenWidth >= 1, nameof(MlpRatio), MlpRatio, $"at least 1/{nameof(Width)}");
        Check(LayerScaleInit >= 0 && double.IsFinite(LayerScaleInit), nameof(LayerScaleInit), LayerScaleInit, "0 (none) or more");
        Check(DropPath is >= 0 and < 1, nameof(DropPath), DropPath, "[0, 1)");
        Check(PooledWidth >= 0, nameof(PooledWidth), PooledWidth, "0 (nothing pools) or more");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(VideoEncoderOptions), member, value, range);
}
