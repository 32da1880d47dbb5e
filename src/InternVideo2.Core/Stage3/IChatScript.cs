using InternVideo2.Data;
using InternVideo2.Training;

namespace InternVideo2.Stage3;

/// <summary>How the samples of a batch become rows of tokens with places for what is seen: the prompt of a sub-stage. Thread-safe.</summary>
public interface IChatScript
{
    /// <summary>Writes the rows of a batch. Every draw comes from <paramref name="random"/>.</summary>
    /// <returns>On the CPU, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The batch lacks what the prompt is about: captions or questions.</exception>
    ChatText Write(ClipBatch batch, RandomStreams random);
}
