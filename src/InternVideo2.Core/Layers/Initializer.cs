using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Makes the parameters of new modules, on one device and from one seeded generator, so that two models built from equal seeds are equal.
/// Never used inside a DisposeScope: parameters made there would die with it.
/// </summary>
public sealed class Initializer
{
    private readonly Generator? generator;
    private readonly OrderedDictionary<Parameter, Action<Tensor, Generator>>? recipes;

    private Initializer(Generator? generator, Device? device, bool deferred = false)
    {
        this.generator = generator;
        Device = device ?? CPU;
        if (deferred) recipes = new(ReferenceEqualityComparer.Instance);
    }

    /// <summary>Where the parameters go. Draws are made on the CPU, so they do not depend on it.</summary>
    public Device Device { get; }

    /// <summary>Whether random parameters get their values at once.</summary>
    public bool Draws => generator is not null;

    /// <summary>Draws from <paramref name="generator"/> (a CPU generator, which stays the caller's).</summary>
    public static Initializer From(Generator generator, Device? device = null) => new(generator, device);

    /// <summary>Draws from a generator of its own.</summary>
    public static Initializer Seeded(ulong seed, Device? device = null) => new(new Generator(seed), device);

    /// <summary>
    /// Draws nothing: random parameters keep whatever the memory held. For models that a checkpoint fills completely, where drawing billions
    /// of numbers would be a waste, and for the device "meta", where only shapes exist.
    /// </summary>
    public static Initializer Blank(Device? device = null) => new(null, device);

    /// <summary>
    /// Draws nothing yet and gives random parameters no memory: each has its shape, but all its elements are one shared NaN, until a mapped or
    /// streamed checkpoint provides them (<c>set_</c>), or <see cref="Draw"/> is asked what they would have been. For models that are larger than
    /// the memory. On the CPU.
    /// </summary>
    public static Initializer Deferred() => new(null, null, deferred: true);

    /// <summary>The parameters whose draws were put off, in the order in which an initializer of another kind would have drawn them.</summary>
    public IReadOnlyList<Parameter> PutOff => [.. recipes?.Keys ?? Enumerable.Empty<Parameter>()];

    /// <summary>
    /// The values that a parameter of <see cref="PutOff"/> starts from. Drawn for all of them in order from one generator, they are those of
    /// <see cref="From"/> with an equal generator.
    /// </summary>
    /// <returns>Float32, contiguous, on the CPU; owned by the caller.</returns>
    /// <exception cref="ArgumentException">Not one of them.</exception>
    public Tensor Draw(Parameter parameter, Generator draws)
    {
        if (recipes is null || !recipes.TryGetValue(parameter, out var fill))
            throw new ArgumentException($"This is no parameter whose draws were put off by {nameof(Initializer)}.{nameof(Deferred)}.", nameof(parameter));
        var values = empty(parameter.shape, dtype: ScalarType.Float32, device: CPU);
        fill(values, draws);
        return values;
    }

    /// <summary>Truncated normal at ±2 around 0; with a <paramref name="std"/> of 0 all zeros.</summary>
    public Parameter Normal(double std, params long[] shape) =>
        std == 0 ? Constant(0, shape) : Random(shape, (values, draws) => TruncatedNormal.Fill(values, std, draws));

    /// <summary>Uniform in ±<paramref name="bound"/>.</summary>
    public Parameter Uniform(double bound, params long[] shape) => Random(shape, (values, draws) => values.uniform_(-bound, bound, draws));

    /// <summary>Every element alike.</summary>
    public Parameter Constant(double value, params long[] shape) => new(full(shape, value, dtype: ScalarType.Float32, device: Device));

    /// <summary>A trainable table that starts from <paramref name="values"/>, which it takes over.</summary>
    public Parameter Table(Tensor values)
    {
        if (values.device.type == Device.type && values.device.index == Device.index) return new Parameter(values);
        using (values) return new Parameter(values.to(Device));
    }

    /// <summary>x·Wᵀ + b with W truncated normal and b zero (stage 1, 1.9).</summary>
    public Linear Linear(long inputs, long outputs, bool bias = true, double std = 0.02) =>
        nn.Linear(Normal(std, outputs, inputs), bias ? Constant(0, outputs) : null);

    /// <summary>x·Wᵀ + b, both uniform in ±1/√inputs: the framework's start, for heads and projections that the method leaves to it.</summary>
    public Linear PlainLinear(long inputs, long outputs)
    {
        var bound = 1 / Math.Sqrt(inputs);
        return nn.Linear(Uniform(bound, outputs, inputs), Uniform(bound, outputs));
    }

    /// <summary>
    /// Draws the matrices of a module's linear layers, itself one of them perhaps, anew, uniform in ±√(6/(inputs + outputs)) (Xavier): the start of VideoMAE and others. In a narrow
    /// network it is several times wider than that of <see cref="Linear"/>, which short trainings need.
    /// </summary>
    public void Xavier(nn.Module module)
    {
        if (generator is null) return;
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var linear in module.modules().Prepend(module).Distinct().OfType<Linear>())
        {
            var (outputs, inputs) = (linear.weight.shape[0], linear.weight.shape[1]);
            var bound = Math.Sqrt(6.0 / (inputs + outputs));
            linear.weight.copy_(empty([outputs, inputs], dtype: ScalarType.Float32, device: CPU).uniform_(-bound, bound, generator));
        }
    }

    /// <summary>LayerNorm over the last axis: weight 1, bias 0.</summary>
    public LayerNorm LayerNorm(long width, double epsilon) => nn.LayerNorm(width, epsilon, device: Device);

    /// <summary>BatchNorm over axis 1: weight 1, bias 0 if there are any, running statistics of nothing.</summary>
    public BatchNorm1d BatchNorm(long width, double epsilon, bool affine) => nn.BatchNorm1d(width, epsilon, affine: affine, device: Device);

    private Parameter Random(long[] shape, Action<Tensor, Generator> fill)
    {
        if (recipes is not null) return PutOffDraw(shape, fill);
        if (generator is null) return new Parameter(empty(shape, dtype: ScalarType.Float32, device: Device));
        var values = empty(shape, dtype: ScalarType.Float32, device: CPU);
        fill(values, generator);
        return Table(values);
    }

    private Parameter PutOffDraw(long[] shape, Action<Tensor, Generator> fill)
    {
        var parameter = new Parameter(Unallocated.Of(shape, ScalarType.Float32));
        recipes!.Add(parameter, fill);
        return parameter;
    }
}
