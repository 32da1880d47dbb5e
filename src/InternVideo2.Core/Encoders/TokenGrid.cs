namespace InternVideo2.Encoders;

/// <summary>The patch tokens of a clip: positions in time, rows, columns. Token numbers run time slowest, column fastest.</summary>
/// <param name="Times">T: frames divided by the tubelet size.</param>
/// <param name="Side">G: rows, and columns.</param>
public readonly record struct TokenGrid(int Times, int Side)
{
    /// <summary>G²: tokens of one position in time.</summary>
    public int PerTime => Side * Side;

    /// <summary>N = T·G².</summary>
    public int Count => Times * PerTime;

    public override string ToString() => $"{Times}×{Side}×{Side}";
}
