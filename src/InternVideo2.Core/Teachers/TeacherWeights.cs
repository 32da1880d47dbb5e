using System.Security.Cryptography;
using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// A safetensors file that a teacher is filled from. Two are equal when their contents are, wherever they lie: so a run made with trained
/// teachers is continued after its folder was moved, and refused after a teacher was trained anew.
/// </summary>
public sealed record TeacherWeights
{
    private TeacherWeights(string path, string hash) => (Path, Hash) = (path, hash);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of its content, 64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Reads the whole file once, for its hash.</summary>
    /// <param name="path">A safetensors file under the official keys of the teacher's network.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TeacherWeights Of(string path)
    {
        using var stream = File.OpenRead(path);
        return new TeacherWeights(System.IO.Path.GetFullPath(path), Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    public bool Equals(TeacherWeights? other) => other is not null && Hash == other.Hash;

    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Hash[..16];

    /// <summary>Fills a network completely.</summary>
    /// <param name="network">Gets the weights.</param>
    /// <param name="keys">The table for its kind.</param>
    /// <param name="policy">Whether the file may hold more than the network.</param>
    /// <exception cref="CheckpointMismatchException">Keys or shapes do not fit.</exception>
    /// <exception cref="SafetensorsException">The file is damaged.</exception>
    internal void Fill(nn.Module network, KeyTable keys, LoadPolicy policy = LoadPolicy.Exact)
    {
        using var file = SafetensorsFile.Open(Path);
        CheckpointLoader.Load(network, keys, file, policy: policy);
    }
}
