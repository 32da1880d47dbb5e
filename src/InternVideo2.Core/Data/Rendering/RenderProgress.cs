using System.Globalization;

namespace InternVideo2.Data.Rendering;

/// <summary>How far the making of a set has come.</summary>
/// <param name="Made">Clips made by this call.</param>
/// <param name="Kept">Clips that were there already.</param>
/// <param name="Total">All clips of the set.</param>
/// <param name="Elapsed">Since the call.</param>
public readonly record struct RenderProgress(int Made, int Kept, int Total, TimeSpan Elapsed)
{
    /// <summary>Clips made per second; 0 before the first.</summary>
    public double ClipsPerSecond => Elapsed > TimeSpan.Zero ? Made / Elapsed.TotalSeconds : 0;

    /// <summary>Time left at this rate, or null before the first clip.</summary>
    public TimeSpan? Remaining => ClipsPerSecond > 0 ? TimeSpan.FromSeconds((Total - Kept - Made) / ClipsPerSecond) : null;

    /// <summary>For example <c>300/1650 clips (12 kept)  8.3 clips/s  left 0:02:42</c>.</summary>
    public override string ToString()
    {
        var kept = Kept > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({Kept} kept)") : "";
        var left = Remaining is { } time ? string.Create(CultureInfo.InvariantCulture, $"  left {(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Made + Kept}/{Total} clips{kept}  {ClipsPerSecond:0.0} clips/s{left}");
    }
}
