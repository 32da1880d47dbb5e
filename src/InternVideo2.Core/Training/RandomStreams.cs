using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// The generators of a run, one for each purpose ("mask", "drop-path", "init"), so that drawing more for one purpose never changes what
/// another one sees. Their states are saved with the run: a resumed run draws what the uninterrupted one would have drawn.
/// Draws that belong to a sample (which frames, which crop) are not made here: see <see cref="SeededRandom"/>. Not thread-safe.
/// </summary>
public sealed class RandomStreams : IDisposable
{
    /// <summary>The name under which the framework's own default generator is saved. Not a name a purpose can have.</summary>
    public const string Default = "default";

    private readonly SortedDictionary<string, Generator> _generators = new(StringComparer.Ordinal);

    /// <param name="seed">The seed of the run; each generator's own seed follows from it and from the generator's name.</param>
    public RandomStreams(ulong seed) => Seed = seed;

    public ulong Seed { get; }

    /// <summary>The names that have been used so far, in ordinal order.</summary>
    public IReadOnlyCollection<string> Names => _generators.Keys;

    /// <summary>The generator for a purpose (on the CPU), made on first use. Owned by this object.</summary>
    /// <exception cref="ArgumentException">The name is empty or reserved.</exception>
    public Generator this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            if (name == Default)
            {
                throw new ArgumentException($"'{Default}' is the framework's own generator. Name the purpose of the draws instead, e.g. \"mask\".", nameof(name));
            }

            if (!_generators.TryGetValue(name, out var generator))
            {
                var seed = new SeededRandom(Seed, SeededRandom.Stream(name)).NextUInt64();
                generator = new Generator(seed);
                _generators.Add(name, generator);
            }

            return generator;
        }
    }

    /// <summary>The state of every generator used so far and of the framework's default one. Owned by the caller.</summary>
    public RandomSnapshot Capture()
    {
        var states = new SortedDictionary<string, Tensor>(StringComparer.Ordinal) { [Default] = random.get_rng_state().DetachFromDisposeScope() };
        foreach (var (name, generator) in _generators)
        {
            states.Add(name, generator.get_state().DetachFromDisposeScope());
        }

        return new RandomSnapshot(states);
    }

    /// <summary>Puts every generator back to the state it had in the snapshot; generators that it does not know start anew on next use.</summary>
    public void Restore(RandomSnapshot snapshot)
    {
        foreach (var name in _generators.Keys.Except(snapshot.States.Keys).ToArray())
        {
            _generators[name].Dispose();
            _generators.Remove(name);
        }

        foreach (var (name, state) in snapshot.States)
        {
            if (name == Default)
            {
                random.set_rng_state(state);
            }
            else
            {
                this[name].set_state(state);
            }
        }
    }

    public void Dispose()
    {
        foreach (var generator in _generators.Values)
        {
            generator.Dispose();
        }

        _generators.Clear();
    }
}
