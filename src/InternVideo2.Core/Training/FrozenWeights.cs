using System.Security.Cryptography;
using System.Text;
using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// What a run uses and does not train, and so does not save: it comes from other files each time. Its digest stands in the run's recipe, so that the run goes on
/// over the same weights or not at all.
/// </summary>
internal static class FrozenWeights
{
    /// <summary>A digest over names, types, shapes and values, in words; the same for all models that are trained as a whole.</summary>
    /// <param name="model">As it is trained: what is frozen has no gradients.</param>
    public static string Of(nn.Module model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (parameter.requires_grad) continue;
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {parameter.dtype} [{string.Join(", ", parameter.shape)}]\n"));
            TensorBytes.Visit(parameter, span => hash.AppendData(span));
        }
        return $"weights that are not trained {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}";
    }
}
