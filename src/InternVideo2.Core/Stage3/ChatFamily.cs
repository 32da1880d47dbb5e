namespace InternVideo2.Stage3;

/// <summary>The published families of chat models (stage 3, 1). They share all parts and differ in prompts, sizes and the names in their files.</summary>
public enum ChatFamily
{
    /// <summary>VideoChat2 with Vicuna.</summary>
    Vicuna,

    /// <summary>VideoChat2 with Mistral.</summary>
    Mistral,

    /// <summary>VideoChat2 with Phi-3.</summary>
    Phi,

    /// <summary>InternVideo2-Chat, which speaks with Mistral.</summary>
    InternVideo2,
}
