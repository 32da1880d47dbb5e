using static TorchSharp.torch;

namespace InternVideo2.MediaText;

/// <summary>The draws that decide which words are hidden, and how (stage 2, 7.4). Owns its tensors, all B × L.</summary>
/// <param name="Masked">Bool: to be guessed, before the places that are protected are taken out.</param>
/// <param name="Replaced">Bool: then shown as the mask token.</param>
/// <param name="Random">Bool: else shown as a random word; what is neither is shown as it is.</param>
/// <param name="Words">Int64: the random words.</param>
public sealed record WordDraws(Tensor Masked, Tensor Replaced, Tensor Random, Tensor Words) : IDisposable
{
    /// <summary>Draws: a share is hidden, of these 80 % as the mask token, and half of the rest as any word of the vocabulary.</summary>
    /// <param name="shape">B and L.</param>
    /// <param name="ratio">The share of hidden words, in [0, 1].</param>
    /// <param name="vocabulary">Number of words.</param>
    /// <param name="generator">The source of the draws (CPU).</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    public static WordDraws Draw(long[] shape, double ratio, int vocabulary, Generator generator)
    {
        using var scope = NewDisposeScope();
        // Uniform draws in float64, where one that equals a bound is out of reach.
        Tensor Below(double share) => rand(shape, dtype: ScalarType.Float64, generator: generator).lt(share);
        var (masked, replaced, random) = (Below(ratio), Below(0.8), Below(0.5));
        var words = randint(vocabulary, shape, dtype: ScalarType.Int64, generator: generator);
        scope.MoveToOuter([masked, replaced, random, words]);
        return new WordDraws(masked, replaced, random, words);
    }

    public void Dispose()
    {
        Masked.Dispose();
        Replaced.Dispose();
        Random.Dispose();
        Words.Dispose();
    }
}

/// <summary>Numbers of the tokens that masking has to know.</summary>
/// <param name="Padding">Never hidden.</param>
/// <param name="Class">Never hidden.</param>
/// <param name="Mask">Shown for hidden words.</param>
public sealed record WordTokens(long Padding, long Class, long Mask);

/// <summary>Guessing hidden words (stage 2, 7.4): MLM, AMLM and AVMLM; or every next word.</summary>
public static class MaskedWords
{
    /// <summary>The label of places that are not to be guessed.</summary>
    public const long NotAsked = -100;

    /// <summary>Hides words. Padding and the class token alone are protected; a separator, where a text has one, is a word like others.</summary>
    /// <param name="ids">B × L int64.</param>
    /// <param name="draws">Which and how.</param>
    /// <param name="tokens">Numbers of the special tokens.</param>
    /// <returns>What is shown and what is asked, <see cref="NotAsked"/> elsewhere: B × L int64 each, owned by the caller.</returns>
    public static (Tensor Shown, Tensor Labels) Hide(Tensor ids, WordDraws draws, WordTokens tokens)
    {
        using var scope = NewDisposeScope();
        Tensor Here(Tensor draw) => draw.to(ids.device);
        var asked = Here(draws.Masked).logical_and(ids.eq(tokens.Padding).logical_or(ids.eq(tokens.Class)).logical_not());
        var hidden = asked.logical_and(Here(draws.Replaced));
        var swapped = asked.logical_and(hidden.logical_not()).logical_and(Here(draws.Random));
        var shown = where(swapped, Here(draws.Words), ids.masked_fill(hidden, tokens.Mask));
        return scope.MoveToOuter(shown, ids.masked_fill(asked.logical_not(), NotAsked));
    }

    /// <summary>Every next word: the label of a place is the token after it, none at the end of a text.</summary>
    /// <param name="ids">B × L int64.</param>
    /// <param name="mask">B × L, 1 for tokens.</param>
    /// <returns>B × L int64, owned by the caller.</returns>
    public static Tensor NextWords(Tensor ids, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var known = ids.masked_fill(mask.eq(0), NotAsked);
        var end = full([ids.shape[0], 1], NotAsked, dtype: ScalarType.Int64, device: ids.device);
        return scope.MoveToOuter(cat([known.narrow(1, 1, ids.shape[1] - 1), end], 1));
    }

    /// <summary>The mean cross-entropy over the places that are asked. The head is only computed for these.</summary>
    /// <param name="states">B × L × C from the fusion layers.</param>
    /// <param name="labels">B × L int64, <see cref="NotAsked"/> where nothing is asked.</param>
    /// <param name="words">From states to logits of the vocabulary.</param>
    /// <param name="smoothing">As for <see cref="Losses"/>.</param>
    /// <returns>A scalar, owned by the caller; 0 when nothing is asked.</returns>
    public static Tensor Loss(Tensor states, Tensor labels, Func<Tensor, Tensor> words, double smoothing = 0) => Losses([(states, labels)], words, smoothing)[0];

    /// <summary><see cref="Loss"/> of several texts by themselves, the head being computed once for all of them: its matrix is the largest of the model.</summary>
    /// <param name="asked">States and labels of each.</param>
    /// <param name="words">From states to logits of the vocabulary.</param>
    /// <param name="smoothing">The share of the target that is spread evenly over the vocabulary, in [0, 1].</param>
    /// <returns>A scalar for each, owned by the caller.</returns>
    public static IReadOnlyList<Tensor> Losses(IReadOnlyList<(Tensor States, Tensor Labels)> asked, Func<Tensor, Tensor> words, double smoothing = 0)
    {
        using var scope = NewDisposeScope();
        var places = asked.Select(text => text.Labels.flatten().ne(NotAsked).nonzero().flatten()).ToList();
        var counts = places.Select(place => place.shape[0]).ToList();
        var all = counts.Sum() == 0 ? null : words(cat([.. asked.Zip(places, (text, place) => text.States.flatten(0, 1).index_select(0, place))], 0));
        var (losses, start) = (new List<Tensor>(), 0L);
        foreach (var (i, (states, labels)) in asked.Index())
        {
            // A sum over nothing, so that the loss still belongs to the graph.
            losses.Add(counts[i] == 0
                ? states.narrow(1, 0, 0).sum()
                : nn.functional.cross_entropy(
                    all!.narrow(0, start, counts[i]), labels.flatten().index_select(0, places[i]), label_smoothing: smoothing));
            start += counts[i];
        }
        scope.MoveToOuter(losses);
        return losses;
    }
}
