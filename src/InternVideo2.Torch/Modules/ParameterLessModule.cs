using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Marks modules that have no state: converting or moving them does nothing.</summary>
public interface IParameterLessModule
{
}

/// <summary>A module of one input without parameters, buffers or children.</summary>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw Refused("buffer", name);

    public override void register_parameter(string name, Parameter param) => throw Refused("parameter", name);

    public override void register_module(string name, nn.Module? submodule) => throw Refused("module", name);

    private InvalidOperationException Refused(string kind, string name) =>
        new($"{GetName()} has no state: the {kind} '{name}' cannot be registered in it.");
}
