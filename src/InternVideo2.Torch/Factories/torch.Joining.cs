namespace TorchSharp;

public static partial class torch
{
    // Functions of several tensors.
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.cat.Call(Value.Of(tensors), dim);
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.cat.Call(Value.Of(tensors), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => Aten.cat.Call(Value.Of(tensors), dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => Aten.cat.Call(Value.Of(tensors), dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack.Call(Value.Of(tensors), dim);
    public static Tensor hstack(params Tensor[] tensors) => Aten.hstack.Call(Value.Of(tensors));
    public static Tensor vstack(Tensor[] tensors) => Aten.vstack.Call(Value.Of(tensors));
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Aten.meshgrid_indexing.CallList(Value.Of(tensors), indexing);
    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.einsum.Call(equation, Value.Of(tensors));
    public static Tensor complex(Tensor real, Tensor imag) => Aten.complex.Call(real, imag);
    public static Tensor polar(Tensor abs, Tensor angle) => Aten.polar.Call(abs, angle);
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        Aten.allclose.CallBool(tensor, target, rtol, atol, equal_nan);
    public static bool is_floating_point(Tensor input) => input.is_floating_point();
}
