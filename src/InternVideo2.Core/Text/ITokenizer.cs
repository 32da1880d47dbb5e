namespace InternVideo2.Text;

/// <summary>Makes numbers of texts. Thread-safe.</summary>
public interface ITokenizer
{
    /// <summary>Encodes texts and pads them on the right to the longest of them.</summary>
    /// <param name="texts">B of them, 1 or more.</param>
    /// <param name="maxTokens">Longer ones are cut off.</param>
    /// <param name="padTo">Pads to this length instead; at least that of the longest text.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    TokenBatch Batch(IReadOnlyList<string> texts, int maxTokens, int? padTo = null);
}
