using InternVideo2.Data;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>A batch of media with their texts as tokens, ready for a step. Owns its texts; frames and sound stay their owner's.</summary>
/// <param name="Media">What the samples are.</param>
/// <param name="Frames">B × 3 × T × S × S, normalised; null for sound alone.</param>
/// <param name="Sound">B × F × M, normalised log-mel features; null without sound.</param>
/// <param name="Groups">B numbers; samples with equal ones are each other's positives.</param>
/// <param name="Texts">B texts for each column of captions.</param>
public sealed record AlignmentBatch(
    MediaType Media, Tensor? Frames, Tensor? Sound, long[] Groups, IReadOnlyDictionary<string, TokenBatch> Texts) : IDisposable
{
    public void Dispose()
    {
        foreach (var text in Texts.Values) text.Dispose();
    }
}
