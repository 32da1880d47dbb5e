using System.Buffers.Binary;
using InternVideo2.Checkpoints;

namespace InternVideo2.Audio;

/// <summary>Sound as a wave file of 16-bit samples, which everything plays.</summary>
public static class WaveFile
{
    private const int HeaderBytes = 44;
    private const int BytesPerSample = 2;

    /// <summary>The whole file. What is louder than full scale is clipped.</summary>
    public static byte[] Encode(Sound sound)
    {
        var data = sound.Samples.Length * BytesPerSample;
        var file = new byte[HeaderBytes + data];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), HeaderBytes - 8 + data);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1); // plain samples
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1); // one channel
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), sound.Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), sound.Rate * BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 8 * BytesPerSample);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), data);
        var samples = sound.ToPcm();
        for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderBytes + (i * BytesPerSample)), samples[i]);
        return file;
    }

    /// <summary>Creates or replaces a file as a whole.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Write(string path, Sound sound)
    {
        var file = Encode(sound);
        AtomicFile.Write(path, stream => stream.Write(file), file.Length);
    }
}
