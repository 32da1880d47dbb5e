using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace InternVideo2.Notebook.Tests;

/// <summary>A small PNG reader written from the specification, so that the encoder is not checked by itself: 8-bit RGB and RGBA, not interlaced.</summary>
internal sealed record PngFile(int Width, int Height, byte[] Rgb, IReadOnlyList<string> Chunks)
{
    public (byte R, byte G, byte B) this[int x, int y] => (Rgb[((y * Width) + x) * 3], Rgb[(((y * Width) + x) * 3) + 1], Rgb[(((y * Width) + x) * 3) + 2]);

    public static PngFile Decode(byte[] file)
    {
        if (!file.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[137, 80, 78, 71, 13, 10, 26, 10])) throw new InvalidDataException("no PNG signature");
        var (width, height, channels) = (0, 0, 0);
        var chunks = new List<string>();
        using var data = new MemoryStream();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var type = Encoding.ASCII.GetString(file, at + 4, 4);
            var body = file.AsSpan(at + 8, length);
            if (BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)) != Checksum(file.AsSpan(at + 4, length + 4))) throw new InvalidDataException($"checksum of {type}");
            chunks.Add(type);
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                channels = (body[8], body[9], body[12]) switch { (8, 2, 0) => 3, (8, 6, 0) => 4, var kind => throw new InvalidDataException($"kind {kind}") };
            }
            if (type == "IDAT") data.Write(body);
            at += length + 12;
        }
        data.Position = 0;
        using var pixels = new ZLibStream(data, CompressionMode.Decompress);
        return new(width, height, Unfilter(pixels, width, height, channels), chunks);
    }

    private static byte[] Unfilter(Stream pixels, int width, int height, int channels)
    {
        var (row, above, rgb) = (new byte[width * channels], new byte[width * channels], new byte[width * height * 3]);
        for (var y = 0; y < height; y++)
        {
            var filter = pixels.ReadByte();
            pixels.ReadExactly(row);
            for (var i = 0; i < row.Length; i++)
            {
                var (a, b, c) = (i < channels ? 0 : row[i - channels], above[i], i < channels ? 0 : above[i - channels]);
                var (pa, pb, pc) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - (2 * c)));
                var predicted = filter switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => pa <= pb && pa <= pc ? a : pb <= pc ? b : c,
                    _ => throw new InvalidDataException($"filter {filter}"),
                };
                row[i] = (byte)(row[i] + predicted);
            }
            for (var x = 0; x < width; x++) row.AsSpan(x * channels, 3).CopyTo(rgb.AsSpan(((y * width) + x) * 3));
            (row, above) = (above, row);
        }
        return rgb;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
