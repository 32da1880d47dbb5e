using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the optimisers share: groups with defaults, one state per parameter, saving and loading.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    protected OptimizerOptions _defaults = null!;

    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    public OptimizerHelper()
    {
    }

    // The format: the optimiser's name, the number of groups and states (LEB128), then each group's options, then each state.

    /// <summary>Writes options and states to a file, replacing it.</summary>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <summary>Writes options and states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        var state = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(state.Options.Count);
        writer.Write7BitEncodedInt64(state.State.Count);
        foreach (var options in state.Options) options.SaveStateDict(writer);
        foreach (var entry in state.State) entry.SaveStateDict(writer);
    }

    /// <inheritdoc cref="load_state_dict(BinaryReader)"/>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>Reads what <see cref="save_state_dict(BinaryWriter)"/> wrote, into an optimiser of the same kind, groups and parameters.</summary>
    /// <exception cref="InvalidDataException">It was written by another kind of optimiser, or with other groups or parameters.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var writtenBy = reader.ReadString();
        if (writtenBy != GetType().Name)
            throw new InvalidDataException($"The state was written by the optimiser {writtenBy} and cannot be loaded into {GetType().Name}.");
        var state = state_dict();
        CheckCounts(state, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        foreach (var options in state.Options) options.LoadStateDict(reader);
        foreach (var entry in state.State) entry.LoadStateDict(reader);
    }

    /// <summary>Copies another optimiser's options and states; its tensors stay its own.</summary>
    /// <exception cref="InvalidDataException">It has other groups or parameters.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var state = this.state_dict();
        CheckCounts(state, state_dict.Options.Count, state_dict.State.Count);
        for (var index = 0; index < state.Options.Count; index++) state.Options[index].LoadStateDict(state_dict.Options[index]);
        for (var index = 0; index < state.State.Count; index++)
        {
            if (!ReferenceEquals(state.State[index], state_dict.State[index])) state.State[index].LoadStateDict(state_dict.State[index]);
        }
    }

    /// <summary>The live options and states, not copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var state = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            state.Options.Add(group.Options);
            var places = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                places.Add(state.State.Count);
                state.State.Add(_states[parameter]);
            }
            state.StateIndexRef.Add(places);
        }
        return state;
    }

    /// <summary>Moves the states, not the parameters, to a device.</summary>
    public void to(Device device)
    {
        foreach (var state in _states.Values) state.to(device);
    }

    /// <summary>Adds a group: its open options take the defaults, its parameters get a state.</summary>
    /// <exception cref="ArgumentException">A parameter is in a group already.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        var parameters = param_group.Parameters.ToList();
        foreach (var parameter in parameters)
        {
            if (_states.ContainsKey(parameter))
            {
                throw new ArgumentException(
                    $"{GetType().Name}: a parameter of shape [{string.Join(", ", parameter.shape)}] is already in a group. " +
                    "One that several modules share must be passed once.");
            }
            _states.Add(parameter, NewState(parameter));
        }
        param_group.Options ??= NewOptions();
        param_group.Options.FillFrom(_defaults);
        param_group.Parameters = parameters;
        foreach (var parameter in parameters) _states[parameter].Initialize(param_group.Options);
        base.add_param_group(param_group);
    }

    private protected OptimizerState StateOf(Parameter parameter) => _states[parameter];

    private protected abstract OptimizerOptions NewOptions();

    private protected abstract OptimizerState NewState(Parameter parameter);

    private protected void AddGroups(IEnumerable<ParamGroup> groups, OptimizerOptions defaults)
    {
        _defaults = defaults;
        foreach (var group in groups) add_param_group(group);
    }

    private protected override void ReleaseStates()
    {
        foreach (var state in _states.Values) (state as IDisposable)?.Dispose();
    }

    private void CheckCounts(StateDictionary own, long groups, long states)
    {
        if (own.Options.Count == groups && own.State.Count == states) return;
        throw new InvalidDataException(
            $"The state holds {groups} groups and {states} parameters, but this {GetType().Name} has {own.Options.Count} and {own.State.Count}.");
    }

    private protected static double CheckRange(string optimizer, string name, double value, double exclusiveEnd = double.PositiveInfinity)
    {
        if (value >= 0 && value < exclusiveEnd) return value;
        throw new ArgumentOutOfRangeException(name, value, $"{optimizer}: must be within [0, {exclusiveEnd}).");
    }
}
