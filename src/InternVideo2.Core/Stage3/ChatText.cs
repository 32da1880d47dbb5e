using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>A batch of prompts, ready for a step. Owns its tensors.</summary>
/// <param name="Prompts">Tokens, labels, and places for visual rows.</param>
/// <param name="VisualRows">Visual rows of each sample, those that were cut off included.</param>
/// <param name="Instruction">What the Q-Former reads, a text for each row of frames; null: nothing.</param>
public sealed record ChatText(PromptBatch Prompts, IReadOnlyList<int> VisualRows, TokenBatch? Instruction = null) : IDisposable
{
    /// <summary>See <see cref="PromptSplice.Embed"/>: the number that stands in for the first embedding; null: the first token's own.</summary>
    public double? First { get; init; }

    /// <summary>The same on another device; owned by the caller.</summary>
    public ChatText To(Device device) => this with { Prompts = Prompts.To(device), Instruction = Instruction?.To(device) };

    public void Dispose()
    {
        Prompts.Dispose();
        Instruction?.Dispose();
    }
}
