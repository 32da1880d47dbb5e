namespace InternVideo2.Text;

/// <summary>Where short texts are filled up, or long ones cut off.</summary>
public enum TextSide
{
    /// <summary>At the beginning.</summary>
    Left,

    /// <summary>At the end.</summary>
    Right,
}
