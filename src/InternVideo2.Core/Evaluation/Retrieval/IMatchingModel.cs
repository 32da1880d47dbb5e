using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>A dual encoder that can also look at a medium and a text together and say whether they belong to each other (stage 2, 7.3).</summary>
public interface IMatchingModel : IDualEncoder
{
    /// <summary>Whether there is a head for media of this type; models may have been trained without some.</summary>
    bool CanMatch(MediaType media) => true;

    /// <summary>Makes encoded media ready to be asked, once for however many texts: the keys and values of every fusion layer.</summary>
    /// <param name="media">With tokens; stays the caller's and outlives the result.</param>
    /// <returns>Owned by the caller.</returns>
    IMediaMatcher Attend(EncodedMedia media);
}

/// <summary>Some media that texts can be compared with by the fusion layers and the matching head of their type.</summary>
public interface IMediaMatcher : IDisposable
{
    /// <summary>Compares text i with medium <paramref name="rows"/>[i].</summary>
    /// <param name="rows">P rows of the media; they may repeat.</param>
    /// <param name="texts">P encoded texts, with states and mask; stay the caller's.</param>
    /// <returns>P × 2 logits, column 1: they belong together; owned by the caller.</returns>
    Tensor Logits(IReadOnlyList<int> rows, EncodedTexts texts);
}
