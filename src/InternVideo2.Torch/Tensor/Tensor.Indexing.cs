namespace TorchSharp;

public static partial class torch
{
    // Index expressions, as Python reads them: numbers, slices, new axes, ellipsis, boolean and integer tensors.
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => At(indices).copy_(value);
        }

        public Tensor this[long i1] { get => At(i1); set => At(i1).copy_(value); }
        public Tensor this[long i1, long i2] { get => At(i1, i2); set => At(i1, i2).copy_(value); }
        public Tensor this[long i1, long i2, long i3] { get => At(i1, i2, i3); set => At(i1, i2, i3).copy_(value); }
        public Tensor this[long i1, long i2, long i3, long i4] { get => At(i1, i2, i3, i4); set => At(i1, i2, i3, i4).copy_(value); }
        public Tensor this[long i1, long i2, long i3, long i4, long i5] { get => At(i1, i2, i3, i4, i5); set => At(i1, i2, i3, i4, i5).copy_(value); }
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6] { get => At(i1, i2, i3, i4, i5, i6); set => At(i1, i2, i3, i4, i5, i6).copy_(value); }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Slice(indices);
            if (tensors is null) return view;
            using (view) return Aten.index_Tensor.Call(view, Value.OfOptional(tensors));
        }

        public Tensor index(params Tensor[] indices) => Aten.index_Tensor.Call(this, Value.OfOptional(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, tensors) = Slice(indices);
            using (view)
            {
                if (tensors is not null) Aten.index_put_.Run(view, Value.OfOptional(tensors), value, accumulate);
                else if (accumulate) Aten.add__Tensor.Run(view, value);
                else Aten.copy_.Run(view, value);
            }
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Aten.index_put_.InPlace(this, Value.OfOptional(indices), value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var scalar = torch.full(Array.Empty<long>(), value, dtype, device);
            return index_put_(scalar, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var scalar = torch.full(Array.Empty<long>(), value, dtype, device);
            return index_put_(scalar, indices, false);
        }

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            var current = Aten.select_int.Call(this, 0, indices[0]);
            for (var i = 1; i < indices.Length; i++)
            {
                using var before = current;
                current = Aten.select_int.Call(before, 0, indices[i]);
            }
            return current;
        }

        /// <summary>Applies everything that is a view; what remains are tensors by axis (null where an axis has none), or null if there are none.</summary>
        private (Tensor View, Tensor?[]? Tensors) Slice(TensorIndex[] indices)
        {
            var consumed = indices.Sum(i => i.Kind switch
            {
                TensorIndex.IndexKind.Single or TensorIndex.IndexKind.Slice => 1,
                TensorIndex.IndexKind.Tensor => i.Indices!.dtype == ScalarType.Bool ? (int)i.Indices.ndim : 1,
                _ => 0,
            });
            if (consumed > ndim) throw new ArgumentException($"{consumed} indices for a tensor with {ndim} axes, shape [{string.Join(", ", shape)}]");
            var view = alias();
            var tensors = new List<Tensor?>();
            var axis = 0L;
            void Step(Tensor next)
            {
                view.Dispose();
                view = next;
            }
            foreach (var index in indices)
            {
                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        Step(Aten.select_int.Call(view, axis, index.First!.Value));
                        break;
                    case TensorIndex.IndexKind.Slice:
                        if (index.First is not null || index.Stop is not null || index.Step is not null)
                        {
                            Step(Aten.slice_Tensor.Call(view, axis, index.First, index.Stop, index.Step ?? 1));
                        }
                        tensors.Add(null);
                        axis++;
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        for (var skip = ndim - consumed; skip > 0; skip--, axis++) tensors.Add(null);
                        break;
                    case TensorIndex.IndexKind.None:
                        Step(Aten.unsqueeze.Call(view, axis));
                        tensors.Add(null);
                        axis++;
                        break;
                    case TensorIndex.IndexKind.Bool:
                        Step(Aten.unsqueeze.Call(view, axis));
                        tensors.Add(torch.tensor(new[] { index.First != 0 }));
                        axis++;
                        break;
                    case TensorIndex.IndexKind.Tensor:
                        tensors.Add(index.Indices);
                        axis += index.Indices!.dtype == ScalarType.Bool ? index.Indices.ndim : 1;
                        break;
                    default:
                        throw new ArgumentException("a null index selects nothing: use a number, a slice, an ellipsis, None or a tensor");
                }
            }
            return (view, tensors.Exists(t => t is not null) ? tensors.ToArray() : null);
        }
    }
}
