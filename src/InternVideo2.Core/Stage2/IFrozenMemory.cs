using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>What a frozen encoder says of a batch. Owns its tensors.</summary>
/// <param name="Tokens">B × n × C.</param>
/// <param name="Pooled">B × pooled width.</param>
public sealed record FrozenOutput(Tensor Tokens, Tensor Pooled) : IDisposable
{
    public void Dispose()
    {
        Tokens.Dispose();
        Pooled.Dispose();
    }
}

/// <summary>
/// Remembers what frozen encoders said, so that they are not asked twice. A step asks it instead of an encoder of which nothing is trained and that sees
/// everything: then its answer depends on nothing but the sample.
/// </summary>
public interface IFrozenMemory
{
    /// <summary>The encoder's answers for a batch.</summary>
    /// <param name="encoder">The frozen encoder.</param>
    /// <param name="input">Frames or sound, samples along the first axis.</param>
    /// <param name="ask">Asks the encoder about some samples, without graph; its result is the caller's.</param>
    /// <returns>Without graph, equal to what the encoder would say; owned by the caller.</returns>
    FrozenOutput Recall(nn.Module encoder, Tensor input, Func<Tensor, FrozenOutput> ask);
}

/// <summary>Remembers nothing.</summary>
public sealed class NoFrozenMemory : IFrozenMemory
{
    private NoFrozenMemory()
    {
    }

    public static NoFrozenMemory Instance { get; } = new();

    public FrozenOutput Recall(nn.Module encoder, Tensor input, Func<Tensor, FrozenOutput> ask) => ask(input);
}
