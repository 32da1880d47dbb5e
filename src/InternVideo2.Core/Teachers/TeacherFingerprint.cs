using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// Tells teachers apart to the last bit of what they say: a hash over what they are, over every weight, over the number of threads, and over
/// what they say of one fixed clip, in which the processor and the library show too. Weights that are changed in place are noticed.
/// </summary>
/// <param name="network">Whose weights.</param>
/// <param name="description">Everything else that decides what it says.</param>
/// <param name="probe">What it says of a fixed clip; the tensors are the caller's.</param>
internal sealed class TeacherFingerprint(nn.Module network, string description, Func<IEnumerable<Tensor>> probe)
{
    private readonly Lock gate = new();
    private string? stamp;
    private string? value;

    /// <summary>The fingerprint of the network as it is now. Thread-safe.</summary>
    public string Current()
    {
        lock (gate)
        {
            var now = Stamp();
            if (value is null || now != stamp) (stamp, value) = (now, Compute());
            return value;
        }
    }

    /// <summary>A clip that is the same everywhere, 1 × 3 × frames × side × side, of a network's type and on its device.</summary>
    public static Tensor FixedClip(nn.Module network, int frames, int side)
    {
        using var generator = new Generator(7);
        var weight = network.parameters().First();
        return randn([1, 3, frames, side, side], dtype: ScalarType.Float32, device: CPU, generator: generator).to(weight.dtype, weight.device);
    }

    // What moves when weights are changed: counters where the tensor provider has them, else the weights themselves.
    private string Stamp()
    {
#if OWN_TORCH
        var text = new StringBuilder(get_num_threads().ToString(CultureInfo.InvariantCulture));
        foreach (var (_, tensor) in network.state_dict())
            text.Append(CultureInfo.InvariantCulture, $"{tensor.Handle} {InternVideo2.Torch.TensorVersion.Of(tensor)} {tensor.dtype} {tensor.device}\n");
        return text.ToString();
#else
        return string.Create(CultureInfo.InvariantCulture, $"{get_num_threads()} {Weights()}");
#endif
    }

    private string Compute()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"1 {get_num_threads()}\n{description}\n{Weights()}\n"));
        foreach (var tensor in probe()) Append(hash, "", tensor);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private string Weights()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in network.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal)) Append(hash, name, tensor);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string name, Tensor tensor)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{name} {tensor.dtype} [{string.Join(", ", tensor.shape)}]\n"));
        TensorBytes.Visit(tensor, span => hash.AppendData(span));
    }
}
