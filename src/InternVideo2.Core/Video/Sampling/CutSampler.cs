namespace InternVideo2.Video;

/// <summary>
/// Applies another sampler to a cut given in seconds the way the official lists do (stage 1, 8.1): by frame numbers, with the average rate
/// n / total. For uneven frame rates <see cref="FrameSelection.Within"/> is exact instead.
/// </summary>
/// <param name="Inner">Chooses within the cut.</param>
/// <param name="TotalSeconds">Length of the video as the list states it; &gt; 0.</param>
/// <param name="StartSeconds">Start of the cut; ≥ 0.</param>
/// <param name="EndSeconds">End of the cut; &gt; start.</param>
public sealed record CutSampler(FrameSampler Inner, double TotalSeconds, double StartSeconds, double EndSeconds) : FrameSampler
{
    protected override int[] Choose(int available, Func<int, int> draw)
    {
        if (!(TotalSeconds > 0 && StartSeconds >= 0 && EndSeconds > StartSeconds))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A cut from {StartSeconds} s to {EndSeconds} s of {TotalSeconds} s; needed: total > 0, start ≥ 0, end > start."));
        }

        double rate = available / TotalSeconds;
        int start = (int)(rate * StartSeconds);
        int count = (int)(rate * (EndSeconds - StartSeconds));
        return count < 1
            ? throw new ArgumentException(FormattableString.Invariant(
                $"The cut from {StartSeconds} s to {EndSeconds} s holds no frame: {available} frames in {TotalSeconds} s."))
            : [.. Inner.Sample(count, draw).Select(frame => start + frame)];
    }
}
