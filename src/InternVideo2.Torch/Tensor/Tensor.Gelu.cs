using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor gelu() => nn.functional.gelu(this);
        public Tensor gelu(GELU.Approximate approximate) => nn.functional.gelu(this, approximate);
        public Tensor gelu_() => nn.functional.gelu(this, inplace: true);
        public Tensor gelu_(GELU.Approximate approximate) => nn.functional.gelu(this, approximate, inplace: true);
    }
}
