using System.Buffers.Binary;
using System.Text;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>Puts files together byte by byte, so that tests can break any rule of the format.</summary>
internal static class RawSafetensors
{
    /// <summary>Two tensors and a metadata entry, well formed.</summary>
    public const string GoodHeader =
        """{"__metadata__":{"made":"by hand"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"U8","shape":[],"data_offsets":[24,25]}}""";

    public const int GoodDataLength = 25;

    public static byte[] File(string header, int dataLength) => File(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] File(byte[] header, int dataLength, ulong? claimedLength = null)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimedLength ?? (ulong)header.Length);
        header.CopyTo(bytes, 8);
        for (var i = 0; i < dataLength; i++) bytes[8 + header.Length + i] = (byte)i;
        return bytes;
    }
}
