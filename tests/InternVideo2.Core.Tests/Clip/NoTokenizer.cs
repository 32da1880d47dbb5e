using InternVideo2.Text;

namespace InternVideo2.Tests.Clip;

/// <summary>Stands where a test brings token numbers of its own.</summary>
internal sealed class NoTokenizer : ITokenizer
{
    public TokenBatch Batch(IReadOnlyList<string> texts, int maxTokens, int? padTo = null) => throw new InvalidOperationException("No text is read here.");
}
