using System.Runtime.CompilerServices;
using System.Threading.Channels;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// Lets a language model write on (stage 3, 5.2): greedy, sampling or beam search, of one prompt or several. Prompts are embeddings, among which may be
/// those of a video, or ids. Shorter prompts of a batch are padded on the left. The model is put into evaluation mode while it writes.
/// </summary>
public static class TextGeneration
{
    /// <summary>Writes on after embeddings.</summary>
    /// <param name="model">Borrowed; no other thread may train it meanwhile.</param>
    /// <param name="embeddings">B × L × C.</param>
    /// <param name="mask">B × L, 1 for tokens and 0 for padding on the left; null: no padding.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work before its next token; while a prompt is read, before the next layer.</param>
    /// <returns>For each prompt in turn <see cref="GenerationOptions.Returned"/> texts.</returns>
    /// <exception cref="ContextLengthException">A prompt leaves no room in the model's context.</exception>
    /// <exception cref="ArgumentException">Shapes do not fit, or the padding is not on the left.</exception>
    /// <exception cref="InvalidOperationException">The model's scores are no numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<GeneratedSequence> Run(
        LanguageModel model, Tensor embeddings, Tensor? mask, GenerationOptions options, CancellationToken cancellation = default)
    {
        using var writing = new Writing(model, embeddings, mask, ids: null, options, cancellation);
        return writing.Run(cancellation);
    }

    /// <summary>Writes on after ids; the repetition penalty then counts the prompt's tokens too, its padding included.</summary>
    /// <param name="model">Borrowed; no other thread may train it meanwhile.</param>
    /// <param name="ids">B × L int64.</param>
    /// <param name="mask">B × L, 1 for tokens and 0 for padding on the left; null: no padding.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work before its next token; while a prompt is read, before the next layer.</param>
    /// <returns>For each prompt in turn <see cref="GenerationOptions.Returned"/> texts: new tokens only.</returns>
    /// <exception cref="ContextLengthException">A prompt leaves no room in the model's context.</exception>
    /// <exception cref="ArgumentException">Shapes do not fit, or the padding is not on the left.</exception>
    /// <exception cref="InvalidOperationException">The model's scores are no numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<GeneratedSequence> RunFromIds(
        LanguageModel model, Tensor ids, Tensor? mask, GenerationOptions options, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var embeddings = model.Embed(ids);
        using var writing = new Writing(model, embeddings, mask, ids, options, cancellation);
        return writing.Run(cancellation);
    }

    /// <summary>Writes on after one prompt, token by token, on a thread of its own.</summary>
    /// <param name="model">Borrowed until the enumeration ends.</param>
    /// <param name="embeddings">1 × L × C; must live until the first token has come.</param>
    /// <param name="options">How; one beam.</param>
    /// <param name="cancellation">Ends the enumeration before its next token. Leaving the loop ends it as well.</param>
    /// <exception cref="ContextLengthException">The prompt leaves no room in the model's context.</exception>
    /// <exception cref="ArgumentException">More than one prompt or beam, or shapes that do not fit.</exception>
    /// <exception cref="InvalidOperationException">The model's scores are no numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. What has come before stands.</exception>
    public static async IAsyncEnumerable<GeneratedToken> Stream(
        LanguageModel model, Tensor embeddings, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        options.Validate();
        if (options.Beams != 1) throw new ArgumentException($"Beam search knows its text only at the end: {nameof(Run)} returns it whole.", nameof(options));
        if (embeddings.dim() != 3 || embeddings.shape[0] != 1)
        {
            throw new ArgumentException($"The prompt has shape [{string.Join(", ", embeddings.shape)}]; a stream is of one prompt: 1 × L × C.", nameof(embeddings));
        }
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tokens = Channel.CreateUnbounded<GeneratedToken>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        // One thread for all steps: libtorch keeps a team of workers for each thread that calls it.
        var writer = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var token in tokens.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                // The writer may be ahead.
                cancellation.ThrowIfCancellationRequested();
                yield return token;
            }
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
            await writer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Write()
        {
            Exception? failure = null;
            try
            {
                using var writing = new Writing(model, embeddings, mask: null, ids: null, options, leaving.Token);
                foreach (var (_, token) in writing.Tokens(leaving.Token)) tokens.Writer.TryWrite(token);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            tokens.Writer.Complete(failure);
        }
    }
}
