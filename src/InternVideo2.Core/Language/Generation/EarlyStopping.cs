namespace InternVideo2.Language;

/// <summary>When beam search stops once it has as many finished texts as beams.</summary>
public enum EarlyStopping
{
    /// <summary>When the best unfinished text, were it finished now, would not be better than the worst finished one.</summary>
    WhenNoBetterIsLikely,

    /// <summary>At once.</summary>
    AtOnce,

    /// <summary>When the best unfinished text could not get better than the worst finished one even at the greatest length.</summary>
    WhenNoBetterIsPossible,
}
