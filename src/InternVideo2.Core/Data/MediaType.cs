namespace InternVideo2.Data;

/// <summary>What the samples of a batch are seen and heard by (stage 2, 5.4 and 10.5). A batch has samples of one type.</summary>
public enum MediaType
{
    /// <summary>One picture each: T = 1.</summary>
    Image,

    /// <summary>Several frames.</summary>
    Video,

    /// <summary>Sound alone.</summary>
    Audio,

    /// <summary>Frames and the sound that belongs to them.</summary>
    AudioVideo,

    /// <summary>Conversations alone (stage 3, 9): nothing is seen or heard.</summary>
    Text,
}
