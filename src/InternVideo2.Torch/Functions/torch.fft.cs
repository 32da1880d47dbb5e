namespace TorchSharp;

/// <summary>By what a Fourier transform divides.</summary>
public enum FFTNormType
{
    /// <summary>Nothing forwards, the length backwards.</summary>
    Backward = 0,

    /// <summary>The length forwards.</summary>
    Forward = 1,

    /// <summary>The root of the length, both ways.</summary>
    Ortho = 2,
}

public static partial class torch
{
    public static partial class fft
    {
        private static readonly Op RealOp = new("aten::fft_rfft");

        /// <summary>The transform of real values along an axis: the n/2 + 1 complex values of frequency zero up to half the rate.</summary>
        /// <param name="input">Real, any shape.</param>
        /// <param name="n">Length that the axis is cut or padded with zeros to; −1: as it is.</param>
        /// <param name="dim">The axis.</param>
        /// <param name="norm">By what it is divided.</param>
        public static Tensor rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            RealOp.Call(input, (long?)(n < 0 ? null : n), dim, Name(norm));

        private static string Name(FFTNormType norm) => norm switch
        {
            FFTNormType.Backward => "backward",
            FFTNormType.Forward => "forward",
            FFTNormType.Ortho => "ortho",
            _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, "rfft: unknown norm."),
        };
    }
}
