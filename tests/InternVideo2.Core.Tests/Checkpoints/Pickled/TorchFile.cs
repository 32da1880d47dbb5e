using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace InternVideo2.Tests.Checkpoints.Pickled;

/// <summary>Puts pickles and storages into PyTorch's containers.</summary>
internal static class TorchFile
{
    /// <summary>{"w": [0, 1, 2, 3, 4, 5] as 2 × 3} as a pickle and its storage.</summary>
    public static (byte[] Pickle, byte[] Storage) Good(bool legacy = false) => (
        new PickleWriter().Ops("}(").Text("w").Tensor("0", "Float", 6, 0, [2, 3], [3, 1], legacy).Op('u').End(),
        Floats(0, 1, 2, 3, 4, 5));

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>Today's container.</summary>
    public static byte[] Zip(byte[] pickle, bool deflate = false, params (string Key, byte[] Bytes)[] storages) =>
        Archive([("archive/data.pkl", pickle), .. storages.Select(s => ($"archive/data/{s.Key}", s.Bytes)), ("archive/version", "3\n"u8.ToArray())], deflate);

    public static byte[] Archive(IEnumerable<(string Name, byte[] Bytes)> records, bool deflate = false)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in records)
            {
                using var entry = archive.CreateEntry(name, deflate ? CompressionLevel.SmallestSize : CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    /// <summary>The container before torch 1.6. A storage's count is its bytes divided by <paramref name="elementSize"/>.</summary>
    public static byte[] Legacy(byte[] pickle, int elementSize = 4, params (string Key, byte[] Bytes)[] storages)
    {
        var magic = BigInteger.Parse("01950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber).ToByteArray();
        List<byte> file =
        [
            .. new PickleWriter().Raw(0x8a, (byte)magic.Length).Raw(magic).End(),
            .. new PickleWriter().Int(1001).End(),
            .. new PickleWriter().Ops("}(").Text("little_endian").Raw(0x88).Op('u').End(),
            .. pickle,
            .. new PickleWriter().Texts([.. storages.Select(s => s.Key)]).End(),
        ];
        foreach (var (_, bytes) in storages)
        {
            var count = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(count, bytes.Length / elementSize);
            file.AddRange([.. count, .. bytes]);
        }
        return [.. file];
    }
}
