using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The error function of one number, in double precision. .NET has none; libtorch's is right to the last digit or so.</summary>
internal static class Erf
{
    internal static double Of(double x)
    {
        using var argument = tensor(x, ScalarType.Float64, CPU);
        using var result = argument.erf();
        return result.ToDouble();
    }
}
