namespace InternVideo2.Layers;

/// <summary>Matrices of a language model that get a low-rank adapter (stage 3, 6).</summary>
[Flags]
public enum AdapterTargets
{
    None = 0,
    Query = 1,
    Key = 2,
    Value = 4,

    /// <summary>The one after the attention.</summary>
    Projection = 8,
    Gate = 16,

    /// <summary>The one that <see cref="Gate"/> gates.</summary>
    Expand = 32,
    Contract = 64,

    /// <summary>From states to words.</summary>
    Head = 128,

    /// <summary>As for Vicuna, and the adapter library's default for LLaMA.</summary>
    QueryAndValue = Query | Value,

    /// <summary>Every matrix but the embedding, as for Mistral and InternVideo2-Chat.</summary>
    All = Query | Key | Value | Projection | Gate | Expand | Contract | Head,
}
