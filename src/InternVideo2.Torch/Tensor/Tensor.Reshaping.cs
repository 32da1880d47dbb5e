namespace TorchSharp;

public static partial class torch
{
    // What the one-line members of Tensor.Shape.cs share.
    public partial class Tensor
    {
        private Tensor InPlaceReshaped(Op op, long dim)
        {
            op.Run(this, dim);
            knownShape = null;
            return this;
        }

        /// <summary>libtorch renamed and re-typed this operator between versions; a view is the same everywhere.</summary>
        private Tensor Unflatten(long dim, long[] sizes)
        {
            var axis = dim < 0 ? dim + ndim : dim;
            if (axis < 0 || axis >= ndim) throw new ArgumentOutOfRangeException(nameof(dim), dim, $"the tensor has {ndim} axes, shape [{string.Join(", ", shape)}]");
            return Aten.reshape.Call(this, (long[])[.. shape[..(int)axis], .. sizes, .. shape[((int)axis + 1)..]]);
        }
    }
}
