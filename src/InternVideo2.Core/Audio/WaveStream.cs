using System.Buffers.Binary;
using System.Runtime.InteropServices;
using InternVideo2.Video;

namespace InternVideo2.Audio;

/// <summary>Takes the wave file of 32-bit floats that ffmpeg writes, and keeps one channel of the samples that are wanted.</summary>
internal sealed class WaveStream(SoundSpan span, SoundReaderOptions options, string path)
{
    private const int BytesPerSample = sizeof(float);
    private const int FramesAtOnce = 8192;
    private const int MostChannels = 256;
    private const int LongestChunk = 1 << 20;

    private readonly List<float> _kept = [];

    /// <summary>What was read; null when the stream ended before its header did.</summary>
    public Sound? Sound { get; private set; }

    /// <summary>Reads to the end.</summary>
    /// <exception cref="VideoException">More samples than allowed, or values that are no numbers.</exception>
    public void Read(Stream stream)
    {
        if (ReadHeader(stream) is not ({ } rate and > 0, { } channels and > 0 and <= MostChannels)) return;
        var (first, beyond) = span.Samples(rate, long.MaxValue);
        var buffer = new byte[FramesAtOnce * channels * BytesPerSample];
        var mixed = new float[FramesAtOnce];
        long frame = 0;
        int read;
        while ((read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
        {
            var samples = MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, read));
            var frames = samples.Length / channels;
            ChannelMixing.Mix(samples, channels, options.Channels, mixed.AsSpan(0, frames));
            var from = (int)Math.Clamp(first - frame, 0, frames);
            var to = (int)Math.Clamp(beyond - frame, from, frames);
            Keep(mixed.AsSpan(from, to - from));
            frame += frames;
        }

        Sound = new Sound([.. _kept], rate);
    }

    private void Keep(ReadOnlySpan<float> samples)
    {
        if (_kept.Count + samples.Length > options.MaxSamples)
        {
            throw new VideoException(
                VideoFault.TooLarge, path, $"its sound has more than {options.MaxSamples} samples",
                $"Read a shorter part, or raise {nameof(SoundReaderOptions)}.{nameof(SoundReaderOptions.MaxSamples)}.");
        }

        foreach (var sample in samples)
        {
            if (!float.IsFinite(sample))
            {
                throw new VideoException(
                    VideoFault.DecoderFailed, path, $"sample {_kept.Count} of its sound is {sample}", "The recording is damaged; fetch it again.");
            }
        }

        _kept.AddRange(samples);
    }

    /// <summary>Reads the chunks up to the samples; nothing if the stream ends before.</summary>
    private static (int? Rate, int? Channels) ReadHeader(Stream stream)
    {
        Span<byte> head = stackalloc byte[12];
        if (!Fill(stream, head)) return default;
        (int? Rate, int? Channels) format = default;
        while (Fill(stream, head[..8]))
        {
            if (head[..4].SequenceEqual("data"u8)) return format;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            var body = new byte[Math.Min(length, LongestChunk)];
            if (length > LongestChunk || !Fill(stream, body)) return default;
            if (head[..4].SequenceEqual("fmt "u8))
                format = (BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(4)), BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(2)));
        }

        return default;
    }

    private static bool Fill(Stream stream, Span<byte> bytes) => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
}
