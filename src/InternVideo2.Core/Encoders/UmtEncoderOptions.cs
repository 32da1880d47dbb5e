namespace InternVideo2.Encoders;

/// <summary>Sizes of a <see cref="UmtEncoder"/> (stage 3, 2.1). The defaults are those of UMT-L/16.</summary>
public sealed record UmtEncoderOptions
{
    /// <summary>Pixels along each side of a frame. A multiple of <see cref="PatchSize"/>.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Pixels along each side of a patch. 1 or more.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>C. A multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 1024;

    /// <summary>Number of blocks. 1 or more. The release uses 23 of the 24 that were trained.</summary>
    public int Depth { get; init; } = 23;

    /// <summary>Attention heads. 1 or more.</summary>
    public int Heads { get; init; } = 16;

    /// <summary>Hidden width of the MLPs divided by <see cref="Width"/>. Above 0.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Frames of the clips it was trained on: the positions are made for these and resized for others. 1 or more.</summary>
    public int TrainedFrames { get; init; } = 4;

    /// <summary>Patches along each side of the frames it was trained on. 1 or more.</summary>
    public int TrainedSide { get; init; } = 14;

    /// <summary>ε of the LayerNorms. Above 0.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Drop-path rate of the last block; it grows linearly from 0 at the first. In [0, 1).</summary>
    public double DropPath { get; init; }

    /// <summary>The patch tokens of a clip.</summary>
    /// <param name="frames">1 or more.</param>
    public TokenGrid GridOf(int frames) => new(frames, ImageSize / PatchSize);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(PatchSize >= 1, nameof(PatchSize), PatchSize, "1 or more");
        Check(ImageSize >= PatchSize && ImageSize % PatchSize == 0, nameof(ImageSize), ImageSize, $"a multiple of {nameof(PatchSize)} = {PatchSize}");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {nameof(Heads)} = {Heads}");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check((int)(Width * MlpRatio) >= 1, nameof(MlpRatio), MlpRatio, $"at least 1/{nameof(Width)}");
        Check(TrainedFrames >= 1, nameof(TrainedFrames), TrainedFrames, "1 or more");
        Check(TrainedSide >= 1, nameof(TrainedSide), TrainedSide, "1 or more");
        Check(NormEpsilon > 0 && double.IsFinite(NormEpsilon), nameof(NormEpsilon), NormEpsilon, "above 0");
        Check(DropPath is >= 0 and < 1, nameof(DropPath), DropPath, "[0, 1)");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(UmtEncoderOptions), member, value, range);
}
