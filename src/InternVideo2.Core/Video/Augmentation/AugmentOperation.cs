namespace InternVideo2.Video;

/// <summary>The fifteen picture operations of <see cref="RandAugment"/>, as Pillow computes them (stage 1, 8.3).</summary>
public enum AugmentOperation
{
    /// <summary>Stretches each channel to the full range.</summary>
    AutoContrast,

    /// <summary>Spreads each channel's values evenly over the range.</summary>
    Equalize,

    /// <summary>255 − value.</summary>
    Invert,

    /// <summary>Turns about the centre; amount in degrees, counter-clockwise.</summary>
    Rotate,

    /// <summary>Keeps so many of the upper bits; amount 0 … 8.</summary>
    Posterize,

    /// <summary>Inverts values from the amount on; amount 0 … 256.</summary>
    Solarize,

    /// <summary>Adds the amount to values below 128, at most 255.</summary>
    SolarizeAdd,

    /// <summary>Away from (factor above 1) or towards grey.</summary>
    Color,

    /// <summary>Away from or towards the mean brightness.</summary>
    Contrast,

    /// <summary>Away from or towards black.</summary>
    Brightness,

    /// <summary>Away from or towards a smoothed picture.</summary>
    Sharpness,

    /// <summary>Shifts rows in proportion to their height; the amount is the slope.</summary>
    ShearX,

    /// <summary>Shifts columns in proportion to their place.</summary>
    ShearY,

    /// <summary>Shifts to the left by the amount times the width.</summary>
    TranslateX,

    /// <summary>Shifts upwards by the amount times the height.</summary>
    TranslateY,
}
