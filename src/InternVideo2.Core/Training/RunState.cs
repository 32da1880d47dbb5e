using System.Text;
using InternVideo2.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// Everything of a run that training changes, and its way to disk and back, bit for bit: weights, buffers, AdamW's moments and step counts,
/// every generator. Position and settings travel beside it in a <see cref="RunHeader"/>.
/// </summary>
internal sealed class RunState(
    IReadOnlyList<(string Name, Parameter Parameter)> parameters, nn.Module model, GroupedAdamW optimizer, RandomStreams random)
{
    private const string Weights = "model.safetensors";
    private const string Buffers = "buffers.safetensors";
    private const string Moments = "optimizer.safetensors";
    private const string Generators = "random.safetensors";
    private const string Header = "state.json";

    /// <summary>Saves the state as the folder's current one. See <see cref="RunFolder.Commit"/>.</summary>
    public void Save(string folder, RunHeader header) => RunFolder.Commit(folder, header.Step, state =>
    {
        using var scope = NewDisposeScope();
        using var snapshot = random.Capture();
        var files = new SortedDictionary<string, long>(StringComparer.Ordinal);
        Write(Weights, parameters.Select(p => (p.Name, (Tensor)p.Parameter)));
        Write(Buffers, model.named_buffers(recurse: true, include_nonpersistent: false));
        var states = optimizer.States();
        Write(Moments, MomentTensors(states).Append(("step", StepCounts(states))));
        Write(Generators, snapshot.States.Select(s => (s.Key, s.Value)));

        // The header comes last and lists the others with their sizes: a folder that has one is complete.
        var json = Encoding.UTF8.GetBytes((header with { Files = files }).ToJson());
        AtomicFile.Write(Path.Combine(state, Header), stream => stream.Write(json), json.Length);

        void Write(string name, IEnumerable<(string, Tensor)> tensors)
        {
            var path = Path.Combine(state, name);
            SafetensorsWriter.Write(path, tensors);
            files[name] = new FileInfo(path).Length;
        }
    });

    /// <summary>Reads the header of the folder's current state.</summary>
    /// <returns>The header and the sub-folder it was found in.</returns>
    /// <exception cref="RunStateException">There is none, or it is damaged.</exception>
    public static (RunHeader Header, string State) ReadHeader(string folder)
    {
        var state = RunFolder.Current(folder)
            ?? throw new RunStateException($"There is no saved run in '{folder}' (no {RunFolder.PointerName}). Check the path, or start a new run there.");
        var path = Path.Combine(state, Header);
        if (!File.Exists(path))
        {
            throw new RunStateException($"'{path}' is missing. Restore the folder from a copy, or start the run anew in another folder.");
        }

        var header = RunHeader.FromJson(File.ReadAllText(path), path);
        foreach (var (name, bytes) in header.Files)
        {
            var file = new FileInfo(Path.Combine(state, name));
            if (!file.Exists || file.Length != bytes)
            {
                var found = file.Exists ? $"has {file.Length} bytes instead of {bytes}" : "is missing";
                throw new RunStateException($"'{file.FullName}' {found}. Restore it from a copy, or start the run anew in another folder.");
            }
        }

        return (header, state);
    }

    /// <summary>Takes over the tensors of a saved state. All files are checked against this run before anything is changed.</summary>
    /// <exception cref="RunStateException">A file is missing or damaged, or belongs to another model.</exception>
    public void Load(string state)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var weights = new SavedTensors(Path.Combine(state, Weights));
        using var buffers = new SavedTensors(Path.Combine(state, Buffers));
        using var moments = new SavedTensors(Path.Combine(state, Moments));
        using var generators = new SavedTensors(Path.Combine(state, Generators));

        var states = optimizer.States();
        var steps = StepCounts(states);
        weights.Expect(parameters.Select(p => (p.Name, (Tensor)p.Parameter)));
        buffers.Expect(model.named_buffers(recurse: true, include_nonpersistent: false));
        moments.Expect(MomentTensors(states).Append(("step", steps)));
        // Generators have states of one size; given another one, the native library of the TorchSharp package ends the process.
        generators.ExpectAllLike(torch.random.get_rng_state(), RandomStreams.Default);

        weights.CopyTo(parameters.Select(p => (p.Name, (Tensor)p.Parameter)));
        buffers.CopyTo(model.named_buffers(recurse: true, include_nonpersistent: false));
        moments.CopyTo(MomentTensors(states).Append(("step", steps)));
        var counts = steps.data<long>().ToArray();
        for (var i = 0; i < counts.Length; i++)
        {
            states[i].State.step = counts[i];
        }

        using var snapshot = new RandomSnapshot(generators.ReadAll());
        random.Restore(snapshot);
    }

    private static IEnumerable<(string, Tensor)> MomentTensors(IReadOnlyList<(string Name, AdamW.State State)> states) => states.SelectMany(
        s => new[] { ($"exp_avg.{s.Name}", s.State.exp_avg), ($"exp_avg_sq.{s.Name}", s.State.exp_avg_sq) });

    // AdamW counts per parameter: one that gets no gradient in a step is not updated and not counted.
    private static Tensor StepCounts(IReadOnlyList<(string Name, AdamW.State State)> states) => tensor(states.Select(s => s.State.step).ToArray());
}
