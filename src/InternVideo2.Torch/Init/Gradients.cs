using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            private static readonly Op VectorNorm = new("aten::linalg_vector_norm");

            /// <summary>Scales all gradients so that their common norm is at most <paramref name="max_norm"/>; in place, in one pass for the 2-norm.</summary>
            /// <param name="tensors">The parameters; those without a gradient count for nothing.</param>
            /// <param name="max_norm">The largest norm allowed.</param>
            /// <param name="norm_type">The p of the norm; positive infinity takes the largest absolute value.</param>
            /// <returns>The norm before scaling. If it is not finite, the gradients are of no use afterwards.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                var gradients = GradientsOf(tensors);
                if (gradients.Count == 0) return 0;
                var total = norm_type == 2 ? Fused.GradNorm(gradients) : NormOfNorms(gradients, norm_type);
                var factor = max_norm / (total + 1e-6);
                // Written so that a NaN spreads instead of passing for "small enough".
                if (!(factor >= 1)) Fused.Scale(gradients, factor);
                return total;
            }

            /// <summary>Cuts each element of each gradient to ±<paramref name="clip_value"/>, in place.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                foreach (var gradient in GradientsOf(tensors)) gradient.clamp_(-clip_value, clip_value);
            }

            /// <summary>All elements in one new vector, in order. The gradient flows through it.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return scope.MoveToOuter(cat(tensors.Select(parameter => parameter.reshape(-1)).ToArray()));
            }

            /// <summary>The reverse of <see cref="parameters_to_vector"/>: copies a vector's elements into the parameters.</summary>
            /// <exception cref="ArgumentException">The vector is not exactly as long as all parameters together.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var unrecorded = no_grad();
                using var scope = NewDisposeScope();
                var parameters = tensors.ToList();
                var total = parameters.Sum(parameter => parameter.numel());
                if (vec.ndim != 1 || vec.shape[0] != total)
                    throw new ArgumentException($"The vector has the shape [{string.Join(", ", vec.shape)}]; the parameters hold {total} elements.");
                var offset = 0L;
                foreach (var parameter in parameters)
                {
                    parameter.copy_(vec.narrow(0, offset, parameter.numel()).reshape(parameter.shape));
                    offset += parameter.numel();
                }
            }

            private static List<Tensor> GradientsOf(IEnumerable<Parameter> parameters)
            {
                var gradients = new List<Tensor>();
                foreach (var parameter in parameters)
                {
                    if (parameter.grad is { } gradient) gradients.Add(gradient);
                }
                return gradients;
            }

            private static double NormOfNorms(List<Tensor> gradients, double order)
            {
                using var unrecorded = no_grad();
                var norms = gradients.Select(gradient => VectorNorm.Call(gradient, order)).ToArray();
                return VectorNorm.Call(stack(norms), order).ToDouble();
            }
        }
    }
}
