using System.Buffers.Binary;
using System.IO.Compression;

namespace InternVideo2.Notebook;

/// <summary>PNG files from raw RGB pixels (8 bits a channel, rows from top to bottom): still pictures, and animations that every viewer shows at least as a still.</summary>
public static class Png
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>One picture.</summary>
    /// <param name="rgb">height·width·3 bytes.</param>
    /// <param name="width">Pixels, ≥ 1.</param>
    /// <param name="height">Pixels, ≥ 1.</param>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height)
    {
        RequireSize(rgb.Length, width, height, frames: 1);
        using var file = new MemoryStream();
        WriteHeader(file, width, height);
        WriteChunk(file, "IDAT"u8, Compress(rgb, width, height));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>An animated PNG that repeats for ever. Its first frame is what viewers without animation show.</summary>
    /// <param name="rgb">frames·height·width·3 bytes, one frame after the other.</param>
    /// <param name="width">Pixels, ≥ 1.</param>
    /// <param name="height">Pixels, ≥ 1.</param>
    /// <param name="frames">Number of frames, ≥ 1.</param>
    /// <param name="secondsPerFrame">How long each frame stays; rounded to milliseconds, at most 65 s.</param>
    /// <exception cref="ArgumentException">The length does not fit the size, or the time is out of range.</exception>
    public static byte[] EncodeAnimation(ReadOnlySpan<byte> rgb, int width, int height, int frames, double secondsPerFrame)
    {
        RequireSize(rgb.Length, width, height, frames);
        if (!(secondsPerFrame is > 0 and <= 65)) throw new ArgumentException($"secondsPerFrame is {secondsPerFrame}; allowed are values above 0 and up to 65.");
        using var file = new MemoryStream();
        WriteHeader(file, width, height);
        WriteChunk(file, "acTL"u8, Integers(frames, 0));
        var sequence = 0;
        for (var i = 0; i < frames; i++)
        {
            WriteChunk(file, "fcTL"u8, FrameControl(sequence++, width, height, (ushort)Math.Max(1, Math.Round(secondsPerFrame * 1000))));
            var pixels = Compress(rgb.Slice(i * width * height * 3, width * height * 3), width, height);
            if (i == 0) WriteChunk(file, "IDAT"u8, pixels);
            else WriteChunk(file, "fdAT"u8, [.. Integers(sequence++), .. pixels]);
        }
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void RequireSize(int length, int width, int height, int frames)
    {
        if (width < 1 || height < 1 || frames < 1) throw new ArgumentException($"A picture needs at least one frame and one pixel; got {frames} × {height} × {width}.");
        if (length != (long)frames * width * height * 3)
            throw new ArgumentException($"{frames} × {height} × {width} RGB pixels are {(long)frames * width * height * 3} bytes; got {length}.");
    }

    private static void WriteHeader(Stream file, int width, int height)
    {
        file.Write(Signature);
        const byte bitDepth = 8, trueColour = 2;
        WriteChunk(file, "IHDR"u8, [.. Integers(width, height), bitDepth, trueColour, 0, 0, 0]);
    }

    private static byte[] FrameControl(int sequence, int width, int height, ushort milliseconds)
    {
        var control = new byte[26];
        Integers(sequence, width, height, 0, 0).CopyTo(control, 0);
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(20), milliseconds);
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(22), 1000);
        return control;
    }

    private static byte[] Compress(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var filter = new PngRowFilter(width * 3);
            for (var y = 0; y < height; y++)
            {
                var row = rgb.Slice(y * width * 3, width * 3);
                var above = y == 0 ? [] : rgb.Slice((y - 1) * width * 3, width * 3);
                zlib.Write(filter.Apply(row, above));
            }
        }
        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        file.Write(Integers(data.Length));
        file.Write(type);
        file.Write(data);
        file.Write(Integers((int)Crc32.Compute(type, data)));
    }

    private static byte[] Integers(params ReadOnlySpan<int> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), values[i]);
        return bytes;
    }
}
