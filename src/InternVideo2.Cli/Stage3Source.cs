using InternVideo2.Data;
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

/// <summary>What is trained on, read with as many frames as a sub-stage shows.</summary>
/// <param name="open">The corpora, of captions and of conversations, for a number of frames; and what owns their loaders.</param>
internal sealed class Stage3Source(Func<int, (IReadOnlyList<Corpus> Corpora, IDisposable Owner)> open) : IDisposable
{
    private (int Frames, IReadOnlyList<Corpus> Corpora, IDisposable Owner)? opened;

    /// <summary>All corpora, until others are asked for.</summary>
    /// <exception cref="InvalidDataException">In one there is nothing to see.</exception>
    public IReadOnlyList<Corpus> All(int frames)
    {
        if (opened?.Frames == frames) return opened.Value.Corpora;
        Dispose();
        var (corpora, owner) = open(frames);
        opened = (frames, corpora, owner);
        return corpora.FirstOrDefault(corpus => corpus.Media == MediaType.Audio) is not { } sound ? corpora : throw new InvalidDataException(
            $"The corpus '{sound.Name}' is sound alone, and stage 3 is about what is seen. Take it out of the corpora file, or give it the media type of its pictures.");
    }

    /// <summary>The corpora that a sub-stage learns from, until others are asked for.</summary>
    /// <exception cref="InvalidDataException">There are none, or in one there is nothing to see.</exception>
    public IReadOnlyList<Corpus> Of(SubStage stage, int frames)
    {
        List<Corpus> fitting = [.. All(frames).Where(corpus => corpus.Conversations is null != (stage == SubStage.Instruction))];
        return fitting.Count > 0 ? fitting : throw new InvalidDataException(
            $"No corpus is of use in the sub-stage {stage.ToString().ToLowerInvariant()}: it needs {(stage == SubStage.Instruction ? "conversations" : "captions")}.");
    }

    public void Dispose()
    {
        opened?.Owner.Dispose();
        opened = null;
    }
}
