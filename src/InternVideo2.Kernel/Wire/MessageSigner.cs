using System.Security.Cryptography;
using System.Text;

namespace InternVideo2.Kernel.Wire;

/// <summary>HMAC-SHA256 over the four JSON frames of a message, in lower-case hexadecimal. Thread safe.</summary>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>The signature frame; empty if the connection has no key.</summary>
    public byte[] Sign(ReadOnlySpan<byte[]> frames)
    {
        if (_key.Length == 0) return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames) hash.AppendData(frame);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether the signature fits, compared in constant time so that it cannot be guessed byte by byte.</summary>
    public bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte[]> frames) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Sign(frames));
}
