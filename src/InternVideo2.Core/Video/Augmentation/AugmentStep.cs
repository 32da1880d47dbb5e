namespace InternVideo2.Video;

/// <summary>One operation with its amount, the same for all frames of a clip.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Amount">Degrees, bits, threshold, factor, slope or share of the side, depending on the operation; ignored by the first three.</param>
public readonly record struct AugmentStep(AugmentOperation Operation, double Amount)
{
    /// <summary>The amount that belongs to a magnitude (stage 1, 8.3).</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="magnitude">0 … 10.</param>
    /// <param name="negative">Direction, where there are two.</param>
    public static AugmentStep Of(AugmentOperation operation, double magnitude, bool negative)
    {
        double u = magnitude / 10;
        double signed = negative ? -1 : 1;
        return new AugmentStep(operation, operation switch
        {
            AugmentOperation.Rotate => signed * (u * 30),
            AugmentOperation.Posterize => 4 - (int)(u * 4),
            AugmentOperation.Solarize => 256 - (int)(u * 256),
            AugmentOperation.SolarizeAdd => (int)(u * 110),
            AugmentOperation.Color or AugmentOperation.Contrast or AugmentOperation.Brightness or AugmentOperation.Sharpness => 1 + (signed * (u * 0.9)),
            AugmentOperation.ShearX or AugmentOperation.ShearY => signed * (u * 0.3),
            AugmentOperation.TranslateX or AugmentOperation.TranslateY => signed * (u * 0.45),
            _ => 0,
        });
    }

    /// <summary>Applies the step to one RGB picture of height·width·3 bytes.</summary>
    internal void Apply(ReadOnlySpan<byte> source, int width, int height, Span<byte> target)
    {
        switch (Operation)
        {
            case AugmentOperation.AutoContrast:
                PixelTables.AutoContrast(source, target);
                break;
            case AugmentOperation.Equalize:
                PixelTables.Equalize(source, target);
                break;
            case AugmentOperation.Invert:
                PixelTables.Apply(source, target, value => 255 - value);
                break;
            case AugmentOperation.Posterize:
                int kept = ~((1 << (8 - (int)Amount)) - 1);
                PixelTables.Apply(source, target, value => value & kept);
                break;
            case AugmentOperation.Solarize:
                double threshold = Amount;
                PixelTables.Apply(source, target, value => value < threshold ? value : 255 - value);
                break;
            case AugmentOperation.SolarizeAdd:
                int added = (int)Amount;
                PixelTables.Apply(source, target, value => value < 128 ? Math.Min(255, value + added) : value);
                break;
            case AugmentOperation.Color or AugmentOperation.Contrast or AugmentOperation.Brightness or AugmentOperation.Sharpness:
                PillowEnhance.Apply(Operation, (float)Amount, source, width, height, target);
                break;
            default:
                PillowAffine.Apply(Matrix(width, height), source, width, height, target);
                break;
        }
    }

    private PillowAffine.Matrix Matrix(int width, int height) => Operation switch
    {
        AugmentOperation.Rotate => PillowAffine.Matrix.Rotation(Amount, width, height),
        AugmentOperation.ShearX => new(1, Amount, 0, 0, 1, 0),
        AugmentOperation.ShearY => new(1, 0, 0, Amount, 1, 0),
        AugmentOperation.TranslateX => new(1, 0, Amount * width, 0, 1, 0),
        _ => new(1, 0, 0, 0, 1, Amount * height),
    };
}
