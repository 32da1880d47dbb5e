using InternVideo2.Language;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>Puts what is seen among the words of prompts (stage 3, 7–10).</summary>
public static class PromptSplice
{
    /// <summary>The embeddings that the language model reads: of the tokens, and visual rows in their places.</summary>
    /// <param name="model">Embeds the tokens.</param>
    /// <param name="prompts">B prompts, on the parameters' device.</param>
    /// <param name="visual">… × C: the visual rows of all samples, those of a sample together and in order; null: nothing is seen.</param>
    /// <param name="rows">Visual rows of each sample, B numbers; null: as many as its prompt has places.</param>
    /// <param name="first">
    /// Written into every channel of each prompt's first embedding, as the released training does with the number of the begin token (stage 3, 8.4);
    /// null: the first token has its own embedding.
    /// </param>
    /// <returns>B × L × C, owned by the caller.</returns>
    /// <exception cref="PromptException">There are fewer visual rows than places, or others than <paramref name="rows"/> says.</exception>
    public static Tensor Embed(LanguageModel model, PromptBatch prompts, Tensor? visual, IReadOnlyList<int>? rows = null, double? first = null)
    {
        using var scope = NewDisposeScope();
        var embeddings = model.Embed(prompts.Ids); // B L C
        var (batch, length, width) = (embeddings.shape[0], embeddings.shape[1], embeddings.shape[2]);
        var places = prompts.Visual.flatten().nonzero().flatten();
        var sources = Sources(prompts, visual, rows);
        if (sources.Length > 0)
        {
            var seen = visual!.reshape(-1, width);
            // Of prompts that were cut off, fewer rows find a place.
            if (sources.Length < seen.shape[0]) seen = seen.index_select(0, tensor(sources).to(seen.device));
            embeddings = embeddings.view(-1, width).index_copy_(0, places, seen.to(embeddings.dtype)).view(batch, length, width);
        }
        if (first is { } number) embeddings = cat([full_like(embeddings.narrow(1, 0, 1), number), embeddings.narrow(1, 1, length - 1)], 1);
        return scope.MoveToOuter(embeddings);
    }

    /// <summary>Which of all visual rows the places take, in order.</summary>
    private static long[] Sources(PromptBatch prompts, Tensor? visual, IReadOnlyList<int>? rows)
    {
        var places = prompts.Visual.sum(1).cpu().data<long>().ToArray();
        var given = visual is null ? 0 : visual.shape[..^1].Aggregate(1L, (product, size) => product * size);
        var of = rows?.Select(count => (long)count).ToArray() ?? places;
        if (of.Length != places.Length || of.Sum() != given || places.Zip(of).Any(pair => pair.First > pair.Second))
        {
            throw new PromptException(
                $"The prompts have places for {string.Join(" + ", places)} visual rows, and there are {given} of {of.Length} samples "
                + $"({string.Join(" + ", of)}). Each clip or view needs a placeholder of its own.");
        }
        return [.. places.Zip(of).SelectMany((pair, b) => Enumerable.Range(0, (int)pair.First).Select(row => of.Take(b).Sum() + row))];
    }
}
