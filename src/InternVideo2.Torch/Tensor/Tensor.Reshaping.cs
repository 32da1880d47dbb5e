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

        /// <summary>
        /// Lets this tensor, and with it every object that holds it, look at the memory of <paramref name="source"/>, with its shape and strides. No
        /// elements move; the memory looked at before is freed when nothing else does. Same element type and device; under no_grad for parameters.
        /// </summary>
        /// <returns>This object.</returns>
        public Tensor set_(Tensor source)
        {
            Aten.set__source_Tensor.Run(this, source);
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
