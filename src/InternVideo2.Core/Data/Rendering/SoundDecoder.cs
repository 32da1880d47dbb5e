using InternVideo2.Audio;
using InternVideo2.Video;

namespace InternVideo2.Data.Rendering;

/// <summary>Decodes a short sound file that goes into a clip.</summary>
internal static class SoundDecoder
{
    /// <summary>The samples of the first audio stream, all channels as one.</summary>
    /// <param name="path">A file on the local disk.</param>
    /// <param name="sampleRate">Samples per second of the result.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <param name="ffmpeg">Name or path of the ffmpeg program.</param>
    /// <exception cref="VideoException">The file cannot be decoded; ffmpeg is missing.</exception>
    public static short[] Read(string path, int sampleRate, CancellationToken cancellation, string ffmpeg = "ffmpeg")
    {
        var options = new SoundReaderOptions { Channels = ChannelMix.Mean, Ffmpeg = ffmpeg };
        var samples = SoundReader.Read(path, options: options, cancellation: cancellation).At(sampleRate).ToPcm();
        return samples.Length > 0 ? samples : throw new VideoException(VideoFault.DecoderFailed, path, "its sound has no samples", "Fetch the file again.");
    }
}
