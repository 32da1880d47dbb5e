using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A table of vectors: integer indices of any shape → the same shape and one more axis.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private static readonly Op Lookup = new("aten::embedding");
        private static readonly Op Renormalize = new("aten::embedding_renorm_");

        private readonly EmbeddingOptions _options;

        [ComponentName(Name = nameof(weight))]
        private Parameter _weight;

        internal Embedding(Parameter weight, EmbeddingOptions options) : base(nameof(Embedding))
        {
            _weight = weight;
            _options = options;
            RegisterComponents();
        }

        /// <summary>entries × width.</summary>
        public Parameter weight
        {
            get => _weight;
            set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            if (_options.MaxNorm is { } limit)
            {
                using (no_grad()) Renormalize.Run(_weight, input, limit, _options.NormType);
            }
            return Lookup.Call(_weight, input, _options.PaddingIndex ?? -1L, _options.ScaleGradByFreq, _options.Sparse);
        }
    }

    internal sealed record EmbeddingOptions(long? PaddingIndex, double? MaxNorm, double NormType, bool ScaleGradByFreq, bool Sparse);
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A table of standard normal vectors.</summary>
            /// <param name="num_embeddings">Entries.</param>
            /// <param name="embedding_dims">Width of a vector.</param>
            /// <param name="padding_idx">An entry that is zero and gets no gradient; negative counts from the end.</param>
            /// <param name="max_norm">Vectors used in a forward pass are scaled down in place to this norm.</param>
            /// <param name="norm_type">The p of that norm.</param>
            /// <param name="scale_grad_by_freq">Divides a vector's gradient by how often it was used in the batch.</param>
            /// <param name="sparse">Makes the weight's gradient a sparse tensor.</param>
            /// <param name="device">Where the table lives.</param>
            /// <param name="dtype">Its element type.</param>
            /// <exception cref="ArgumentOutOfRangeException"><paramref name="padding_idx"/> is not an entry.</exception>
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                if (padding_idx is { } padding)
                {
                    if (padding < -num_embeddings || padding >= num_embeddings)
                    {
                        throw new ArgumentOutOfRangeException(
                            nameof(padding_idx), padding, $"Embedding: must be within [{-num_embeddings}, {num_embeddings}).");
                    }
                    if (padding < 0) padding_idx = padding + num_embeddings;
                }
                var weight = new Parameter(empty([num_embeddings, embedding_dims], dtype, device));
                init.normal_(weight);
                if (padding_idx is { } zeroed)
                {
                    using var unrecorded = no_grad();
                    using var row = weight.select(0, zeroed);
                    row.fill_(0);
                }
                return new Embedding(weight, new(padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse));
            }
        }
    }
}
