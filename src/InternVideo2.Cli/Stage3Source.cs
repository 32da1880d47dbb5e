using InternVideo2.Data.Corpora;

namespace InternVideo2.Cli;

/// <summary>The sub-stages of stage 3 (stage 3, 1).</summary>
internal enum SubStage
{
    /// <summary>3.1: the bridge learns what media and captions have in common.</summary>
    Alignment,

    /// <summary>3.2: captions, through the frozen language model.</summary>
    Connection,

    /// <summary>3.3: conversations, with adapters.</summary>
    Instruction,
}

/// <summary>What is trained on.</summary>
/// <param name="Corpora">The corpora, of captions and of conversations.</param>
/// <param name="Owner">Owns what reads them.</param>
internal sealed record Stage3Source(IReadOnlyList<Corpus> Corpora, IDisposable Owner) : IDisposable
{
    /// <summary>The corpora that a sub-stage learns from.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public IReadOnlyList<Corpus> Of(SubStage stage)
    {
        List<Corpus> fitting = [.. Corpora.Where(corpus => corpus.Conversations is null != (stage == SubStage.Instruction))];
        return fitting.Count > 0 ? fitting : throw new InvalidDataException(
            $"No corpus is of use in the sub-stage {stage.ToString().ToLowerInvariant()}: it needs {(stage == SubStage.Instruction ? "conversations" : "captions")}.");
    }

    public void Dispose() => Owner.Dispose();
}
