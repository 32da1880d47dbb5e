using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Some rows of a <see cref="BiasedAttention"/> whose scores are not kept for the way back but computed again.</summary>
internal sealed class RecomputedAttention : autograd.SingleTensorFunction<RecomputedAttention>
{
    public override string Name => nameof(RecomputedAttention);

    /// <summary>As <see cref="BiasedAttention.Rows"/>.</summary>
    public static Tensor Mix(BiasedAttentionInputs inputs, long first, long count)
    {
        List<Tensor> tensors = [inputs.Query, inputs.Key, inputs.Value];
        if (inputs.Distances is { } distances) tensors.Add(distances);
        if (inputs.Factor is { } factor) tensors.Add(factor);
        return apply([inputs, first, count, .. tensors]);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (inputs, first, count) = ((BiasedAttentionInputs)vars[0], (long)vars[1], (long)vars[2]);
        List<Tensor> saved = [.. vars.Skip(3).Cast<Tensor>()];
        if (inputs.Padding is { } padding) saved.Add(padding);
        ctx.save_for_backward(saved);
        ctx.save_data(nameof(first), first);
        ctx.save_data(nameof(count), count);
        ctx.save_data("biased", inputs.Distances is not null);
        ctx.save_data("gated", inputs.Factor is not null);
        ctx.save_data("padded", inputs.Padding is not null);
        return BiasedAttention.Rows(inputs, first, count);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (biased, gated, padded) = ((bool)ctx.get_data("biased"), (bool)ctx.get_data("gated"), (bool)ctx.get_data("padded"));
        var saved = ctx.get_saved_variables();
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        List<Tensor> sources = [.. saved.Take(3 + (biased ? 1 : 0) + (gated ? 1 : 0)).Select(tensor => tensor.detach().requires_grad_())];
        var inputs = new BiasedAttentionInputs(sources[0], sources[1], sources[2])
        {
            Distances = biased ? sources[3] : null,
            Factor = gated ? sources[^1] : null,
            Padding = padded ? saved[^1] : null,
        };
        var rows = BiasedAttention.Rows(inputs, (long)ctx.get_data("first"), (long)ctx.get_data("count"));
        var gradients = autograd.grad([rows], sources, [grad_output]);
        foreach (var gradient in gradients) scope.MoveToOuter(gradient);
        // One for each argument, none for those that are no tensors.
        return [null!, null!, null!, .. gradients];
    }
}
