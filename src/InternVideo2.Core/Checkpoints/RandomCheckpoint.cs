using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// Writes the starting values of a model to a file, one tensor at a time, so that the model may be larger than the memory: a stand-in of the right size
/// for weights that are not at hand.
/// </summary>
public sealed class RandomCheckpoint : IDisposable
{
    private readonly Initializer init = Initializer.Deferred();
    private readonly nn.Module module;
    private readonly Dictionary<Tensor, int> drawn;
    private readonly List<(string Name, Tensor Value)> state;

    /// <param name="build">
    /// Builds the model with the initializer it is given (<see cref="Initializer.Deferred"/>: no memory for random values). Not inside a DisposeScope.
    /// </param>
    /// <param name="keys">The table for its kind.</param>
    /// <param name="dtype">Element type of the file: float32, or bfloat16 for half the length and a third of the digits.</param>
    public RandomCheckpoint(Func<Initializer, nn.Module> build, KeyTable keys, ScalarType dtype = ScalarType.Float32)
    {
        if (dtype is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentException($"The weights of a checkpoint are Float32, BFloat16 or Float16, not {dtype}.", nameof(dtype));
        Dtype = dtype;
        module = build(init);
        // Drawn parameters first, in the order of their draws: then one generator gives the file the numbers it gives an ordinary model.
        drawn = init.PutOff.Index().ToDictionary(p => (Tensor)p.Item, p => p.Index, (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance);
        state = [.. keys.State(module).OrderBy(entry => drawn.GetValueOrDefault(entry.Value, int.MaxValue))];
    }

    public ScalarType Dtype { get; }

    /// <summary>Number of weights.</summary>
    public long Count => state.Sum(entry => entry.Value.numel());

    /// <summary>Bytes of the weights in the file; its header takes some hundred kilobytes more.</summary>
    public long Bytes => Count * (Dtype == ScalarType.Float32 ? 4 : 2);

    /// <summary>
    /// Writes the file, whole or not at all. Read into a model, the values are those of one built with <see cref="Initializer.Seeded"/> and the same
    /// seed, rounded to the file's type.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="metadata">Free text by name.</param>
    /// <param name="progress">Is told how many bytes are written.</param>
    /// <param name="cancellation">Ends the writing; nothing is left behind.</param>
    /// <exception cref="IOException">The disk is full (noticed before anything is written) or fails.</exception>
    public void Write(string path, ulong seed, IReadOnlyDictionary<string, string>? metadata = null, IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        using var draws = new Generator(seed);
        long written = 0;
        SafetensorsWriter.WriteParts(path, state.Select(entry => new SafetensorsPart(
            entry.Name, TensorTypes.ToSafetensors(Dtype)!.Value, entry.Value.shape, stream =>
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var values = Values(entry.Value, draws).to(Dtype);
                values.WriteBytesToStream(stream, bufferSize: 1 << 20);
                written += values.numel() * values.ElementSize;
                progress?.Report(written);
            })), metadata);
    }

    public void Dispose() => module.Dispose();

    private Tensor Values(Tensor parameter, Generator draws)
    {
        using var guard = no_grad();
        return drawn.ContainsKey(parameter) ? init.Draw((Parameter)parameter, draws) : parameter.detach();
    }
}
