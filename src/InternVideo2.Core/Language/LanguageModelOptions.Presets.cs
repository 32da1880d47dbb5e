namespace InternVideo2.Language;

/// <content>Published sizes (stage 3, 5.1).</content>
public sealed partial record LanguageModelOptions
{
    /// <summary>LLaMA-7B and Vicuna-7B. 6.7 billion parameters.</summary>
    public static LanguageModelOptions Llama7B { get; } = new();

    /// <summary>Mistral-7B-Instruct-v0.2. 7.2 billion parameters.</summary>
    public static LanguageModelOptions Mistral7Bv02 { get; } = new()
    {
        KeyHeads = 8,
        HiddenWidth = 14336,
        NormEpsilon = 1e-5,
        RotaryBase = 1e6,
        MaxPositions = 32768,
    };

    /// <summary>Mistral-7B-Instruct-v0.3, which InternVideo2-Chat speaks with: its vocabulary has the tools' tokens. 7.2 billion parameters.</summary>
    public static LanguageModelOptions Mistral7Bv03 { get; } = Mistral7Bv02 with { VocabularySize = 32768 };

    /// <summary>For tests and first runs: 4 layers of 128 channels, 512 tokens. 0.9 million parameters.</summary>
    public static LanguageModelOptions Tiny { get; } = new()
    {
        VocabularySize = 512,
        Width = 128,
        Depth = 4,
        Heads = 4,
        HiddenWidth = 352,
        NormEpsilon = 1e-5,
        MaxPositions = 512,
        TiedHead = true,
    };
}
