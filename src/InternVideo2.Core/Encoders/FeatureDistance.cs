using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>How far student features are from teacher features (stage 1, 4; stage 2, 7.5).</summary>
public static class FeatureDistance
{
    /// <summary>The mean of 2 − 2·u·v over all vectors of all layers: ‖u − v‖² for unit vectors. In [0, 4].</summary>
    /// <param name="student">For each layer … × C, unit vectors.</param>
    /// <param name="teacher">Layers × … × C, unit vectors, without gradient.</param>
    /// <param name="name">The term, for messages.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shapes differ; shows both.</exception>
    public static Tensor Of(IReadOnlyList<Tensor> student, Tensor teacher, string name)
    {
        var vectors = 0L;
        Tensor? products = null;
        for (var layer = 0; layer < student.Count; layer++)
        {
            var (u, shape) = (student[layer], student[layer].shape);
            if (teacher.shape[0] != student.Count || !shape.AsSpan().SequenceEqual(teacher.shape.AsSpan(1)))
            {
                throw new ArgumentException(
                    $"{name}: the student gives {student.Count} layers of [{string.Join(", ", shape)}], "
                    + $"the targets are [{string.Join(", ", teacher.shape)}] (layers first).",
                    nameof(teacher));
            }
            var target = teacher.select(0, layer);
            var product = Fused.Dot(u, target) ?? u.mul(target).sum();
            products = products is null ? product : products.add(product);
            vectors += u.numel() / shape[^1];
        }
        if (products is null) throw new ArgumentException($"{name}: no layers are compared.", nameof(student));
        return products.mul(-2.0 / vectors).add(2);
    }
}
