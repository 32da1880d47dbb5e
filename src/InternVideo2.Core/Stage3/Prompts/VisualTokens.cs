namespace InternVideo2.Stage3;

/// <summary>How many rows of a prompt are filled by what a sample shows.</summary>
/// <param name="PerView">Rows of one view: the queries of the Q-Former, 96 in the published models. 0 or more.</param>
/// <param name="Views">Views of the clip: 1, or the tiles and the whole picture in high resolution (stage 3, 9). 1 or more.</param>
/// <param name="HighResolution">Whether the clip is cut into tiles, even if there is one view only.</param>
public readonly record struct VisualTokens(int PerView, int Views = 1, bool HighResolution = false)
{
    /// <summary>Nothing is shown.</summary>
    public static VisualTokens None => default;

    /// <summary>Rows of all views.</summary>
    public int Total => PerView * Views;
}
