namespace InternVideo2.Audio;

/// <summary>How several channels become one.</summary>
public enum ChannelMix
{
    /// <summary>The mean of two channels; of any other number the first alone (stage 2, 12). What the released model was trained with.</summary>
    StereoMeanElseFirst,

    /// <summary>The mean of all channels.</summary>
    Mean,

    /// <summary>The first channel alone.</summary>
    First,
}

internal static class ChannelMixing
{
    /// <summary>One channel from interleaved frames: reads as many as <paramref name="mixed"/> holds.</summary>
    public static void Mix(ReadOnlySpan<float> interleaved, int channels, ChannelMix mix, Span<float> mixed)
    {
        var used = mix == ChannelMix.Mean || (mix == ChannelMix.StereoMeanElseFirst && channels == 2) ? channels : 1;
        for (var i = 0; i < mixed.Length; i++)
        {
            var sum = 0f;
            foreach (var sample in interleaved.Slice(i * channels, used)) sum += sample;
            mixed[i] = sum / used;
        }
    }
}
