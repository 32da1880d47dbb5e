using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>What all arms of an α ablation share about a batch. Owns its tensors.</summary>
/// <param name="Seen">B × 3 × F × S × S: the students' frames.</param>
/// <param name="Answer">What the teachers said, and the mask.</param>
internal sealed record SharedAnswer(Tensor Seen, TeacherAnswer Answer) : IDisposable
{
    public void Dispose()
    {
        Seen.Dispose();
        Answer.Dispose();
    }
}
