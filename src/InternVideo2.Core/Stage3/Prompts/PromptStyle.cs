namespace InternVideo2.Stage3;

/// <summary>In which form a language model expects conversations (stage 3, 7–8 and 10).</summary>
public enum PromptStyle
{
    /// <summary>VideoChat2 with Vicuna: <c>###Human: … ###Assistant: …</c>.</summary>
    Vicuna,

    /// <summary>VideoChat2 with Mistral: <c>[INST] … [/INST] … &lt;/s&gt;</c>.</summary>
    Mistral,

    /// <summary>VideoChat2 with Phi-3: <c>&lt;|user|&gt; … &lt;|end|&gt;</c>.</summary>
    Phi,

    /// <summary>
    /// InternVideo2-Chat: Mistral's marks; questions and answers are tokenised apart, so that it goes with any tokenizer.
    /// </summary>
    InternVideo2Chat,
}
