namespace TorchSharp;

/// <summary>How much a convolution pads its input: not at all, or as much as keeps its size.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1,
}

/// <summary>With what an input is padded.</summary>
public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}
