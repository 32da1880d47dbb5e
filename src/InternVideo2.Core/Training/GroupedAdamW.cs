using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>AdamW over the groups of <see cref="ParameterGroups"/>: rates from the schedules, state reachable by parameter name.</summary>
internal sealed class GroupedAdamW : IDisposable
{
    private readonly AdamW _adamW;
    private readonly List<Parameter> _parameters;
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly List<AdamW.ParamGroup> _adamWGroups;

    /// <param name="parameters">Trained parameters in definition order.</param>
    /// <param name="noDecay">Official names without weight decay.</param>
    /// <param name="options">Optimiser settings.</param>
    public GroupedAdamW(IReadOnlyList<(string Name, Parameter Parameter)> parameters, IReadOnlySet<string> noDecay, TrainerOptions options)
    {
        var shapes = parameters.Select(p => (p.Name, p.Parameter.shape));
        _groups = options.OtherRate is { } other
            ? ParameterGroups.Build(shapes, options.WeightDecay, noDecay, other.Modules, other.BaseLearningRate / options.BaseLearningRate)
            : ParameterGroups.Build(shapes, options.WeightDecay, noDecay, options.LayerDecay);
        var byName = parameters.ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        // In the order of the groups, which is that of the states.
        _parameters = [.. _groups.SelectMany(g => g.Names).Select(n => byName[n])];
        _adamWGroups =
        [
            .. _groups.Select(g => new AdamW.ParamGroup(
                g.Names.Select(n => byName[n]).ToList(),
                lr: options.PeakLearningRate * g.LearningRateScale,
                beta1: options.Beta1,
                beta2: options.Beta2,
                eps: options.Epsilon,
                weight_decay: g.WeightDecay)),
        ];
        _adamW = optim.AdamW(_adamWGroups, lr: options.PeakLearningRate, beta1: options.Beta1, beta2: options.Beta2, eps: options.Epsilon, weight_decay: options.WeightDecay);
    }

    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Sets what the schedules say for the coming step.</summary>
    public void SetRates(double learningRate, double weightDecay)
    {
        for (var i = 0; i < _groups.Count; i++)
        {
            _adamWGroups[i].LearningRate = learningRate * _groups[i].LearningRateScale;
            if (_groups[i].WeightDecay > 0)
            {
                _adamWGroups[i].Options.weight_decay = weightDecay;
            }
        }
    }

    /// <summary>Updates every parameter that has a gradient.</summary>
    public void Step() => _adamW.step();

    /// <summary>Gives a gradient of zeros to every parameter that has none now, but has had one before.</summary>
    public void FillIdle()
    {
        using var scope = NewDisposeScope();
        foreach (var (parameter, state) in _parameters.Zip(States()))
        {
            if (state.State.step > 0 && parameter.grad is null) parameter.grad = zeros_like(parameter);
        }
    }

    /// <summary>The live state (step count and both moments, not copies) of every parameter, by name, group after group.</summary>
    public IReadOnlyList<(string Name, AdamW.State State)> States()
    {
        // The state dictionary lists states in the order of the groups and of the parameters in them.
        var states = _adamW.state_dict().State;
        return [.. _groups.SelectMany(g => g.Names).Zip(states, (name, state) => (name, (AdamW.State)state))];
    }

    public void Dispose() => _adamW.Dispose();
}
