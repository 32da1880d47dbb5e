using InternVideo2.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>What a frozen audio encoder says of a batch, once for all arms. Owns its tensors.</summary>
/// <param name="Said">Null: the arms ask their own encoders.</param>
internal sealed record SharedHearing(FrozenOutput? Said) : IDisposable
{
    public void Dispose() => Said?.Dispose();
}

/// <summary>Gives an arm what was said for all of them, and nothing where nothing was.</summary>
internal sealed class HandedHearing : IFrozenMemory
{
    public SharedHearing? Lesson { get; set; }

    public FrozenOutput Recall(nn.Module encoder, Tensor input, Func<Tensor, FrozenOutput> ask) =>
        encoder is AudioEncoder && Lesson?.Said is { } said ? new FrozenOutput(said.Tokens.alias(), said.Pooled.alias()) : ask(input);
}
