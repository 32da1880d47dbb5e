using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using InternVideo2.Checkpoints;
using InternVideo2.Data.Rendering;
using InternVideo2.Video;

namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// Sentences spoken by espeak-ng, 160 words a minute, at 16 kHz. Each sentence of each voice is spoken once and remembered: the teaching set has
/// eighty, which take some ten seconds. Thread-safe.
/// </summary>
/// <param name="synthesiser">Name or path of the espeak-ng program.</param>
/// <param name="ffmpeg">Name or path of the ffmpeg program, which changes the sample rate.</param>
/// <param name="folder">
/// Where sentences are kept for later runs, made if need be; what is there is not spoken again, so that a machine without espeak-ng can use it. Null:
/// they are remembered by this object alone.
/// </param>
public sealed class SpokenSentences(string synthesiser = "espeak-ng", string ffmpeg = "ffmpeg", string? folder = null)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Text, string Voice), short[]> _spoken = [];

    /// <summary>The samples of a sentence. Not to be changed.</summary>
    /// <param name="text">What is said.</param>
    /// <param name="voice">One of espeak-ng's voices.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <exception cref="SpeechException">espeak-ng is missing or fails.</exception>
    public ReadOnlySpan<short> Say(string text, string voice, CancellationToken cancellation = default)
    {
        if (_spoken.TryGetValue((text, voice), out var known))
        {
            return known;
        }

        // Two threads may both speak a new sentence; it is the same.
        return _spoken.GetOrAdd((text, voice), Recall(text, voice) ?? Keep(text, voice, Speak(text, voice, cancellation)));
    }

    private short[]? Recall(string text, string voice)
    {
        var file = File(text, voice);
        if (file is null || !System.IO.File.Exists(file))
        {
            return null;
        }

        var bytes = System.IO.File.ReadAllBytes(file);
        return bytes.Length > 0 && bytes.Length % sizeof(short) == 0
            ? MemoryMarshal.Cast<byte, short>(bytes).ToArray()
            : throw new SpeechException($"The recording '{file}' of '{text}' is damaged. Delete it: it is made again.");
    }

    private short[] Keep(string text, string voice, short[] samples)
    {
        if (File(text, voice) is { } file)
        {
            Directory.CreateDirectory(folder!);
            AtomicFile.Write(file, stream => stream.Write(MemoryMarshal.AsBytes(samples.AsSpan())), samples.Length * sizeof(short));
        }

        return samples;
    }

    // 16-bit samples at the set's rate.
    private string? File(string text, string voice) => folder is null
        ? null
        : Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ShapesMelody.SampleRate} {voice}\n{text}")))[..32] + ".pcm");

    private short[] Speak(string text, string voice, CancellationToken cancellation)
    {
        var work = Directory.CreateTempSubdirectory("iv2-speech-");
        try
        {
            var recording = Path.Combine(work.FullName, "spoken.wav");
            Record(text, voice, recording, cancellation);
            return SoundDecoder.Read(recording, ShapesMelody.SampleRate, cancellation, ffmpeg);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private void Record(string text, string voice, string recording, CancellationToken cancellation)
    {
        var said = "";
        int exit;
        try
        {
            exit = MediaProcess.Run(
                synthesiser, ["-v", voice, "-s", "160", "-w", recording, "--", text], text, s_limit, stream => stream.CopyTo(Stream.Null), line => said = line, cancellation);
        }
        catch (VideoException e) when (e.Fault is VideoFault.ToolMissing or VideoFault.TimeOut)
        {
            var reason = e.Fault == VideoFault.TimeOut ? "does not end" : "is not there";
            throw new SpeechException($"The sentence '{text}' cannot be spoken: the program '{synthesiser}' {reason}. ./iv2 setup installs it; by hand: apt-get install espeak-ng.", e);
        }

        if (exit != 0)
        {
            throw new SpeechException($"The sentence '{text}' cannot be spoken: '{synthesiser}' ended with {exit} ({said}). Check that its voice '{voice}' is installed (espeak-ng-data).");
        }
    }
}

/// <summary>Speech could not be made.</summary>
/// <param name="message">What failed and what to do.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class SpeechException(string message, Exception? inner = null) : Exception(message, inner);
