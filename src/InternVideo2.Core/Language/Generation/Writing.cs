using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>One piece of generation from its prompts to its end: checks them, keeps the model in evaluation mode and holds its state meanwhile.</summary>
internal sealed class Writing : IDisposable
{
    private readonly LanguageModel model;
    private readonly GenerationOptions options;
    private readonly PromptSpan span;
    private readonly DecodingState state;
    private readonly bool training;

    /// <param name="model">Borrowed.</param>
    /// <param name="embeddings">B × L × C, read here and not kept.</param>
    /// <param name="mask">B × L; null: no padding.</param>
    /// <param name="ids">B × L where the prompts were given as ids; borrowed.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the reading of the prompts before the model's next layer.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Writing(LanguageModel model, Tensor embeddings, Tensor? mask, Tensor? ids, GenerationOptions options, CancellationToken cancellation)
    {
        options.Validate();
        PromptCheck.Shapes(embeddings, mask, model.Options);
        PromptCheck.Tokens(options, model.Options);
        var room = model.Options.MaxPositions - PromptCheck.Longest(embeddings, mask);
        if (room < 1) throw new ContextLengthException(model.Options.MaxPositions - room, model.Options.MaxPositions);
        var limit = room < options.MaxNewTokens ? GenerationEnd.Context : GenerationEnd.Length;
        (this.model, this.options) = (model, options);
        span = new PromptSpan((int)embeddings.shape[0], embeddings.shape[1], (int)Math.Min(room, options.MaxNewTokens), limit, ids);
        training = model.training;
        if (training) model.eval();
        try
        {
            // Settled at the start: a text must not change with the number of others that are not finished yet.
            var int8 = options.Int8 && (long)span.Batch * options.Beams <= FusedSteps.LargestBatch;
            state = new DecodingState(model, embeddings, mask, span.NewTokens, cancellation, int8);
        }
        catch
        {
            if (training) model.train();
            throw;
        }
    }

    /// <summary>All texts.</summary>
    public IReadOnlyList<GeneratedSequence> Run(CancellationToken cancellation)
    {
        if (options.Beams > 1) return new BeamSearch(state, span, options).Run(cancellation);
        return [.. Tokens(cancellation).ToLookup(step => step.Row, step => step.Token).OrderBy(row => row.Key).Select(row => Sequence([.. row]))];
    }

    /// <summary>Token by token.</summary>
    public IEnumerable<(int Row, GeneratedToken Token)> Tokens(CancellationToken cancellation) => new StepwiseGeneration(state, span, options).Run(cancellation);

    public void Dispose()
    {
        state.Dispose();
        if (training) model.train();
    }

    private static GeneratedSequence Sequence(IReadOnlyList<GeneratedToken> tokens) => new([.. tokens.Select(token => token.Id)], tokens[^1].End!.Value) { Tokens = tokens };
}
