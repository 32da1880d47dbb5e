using InternVideo2.Data;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>
/// A two-layer network that has everything a saved run must hold: a matrix, biases, a table, a buffer that training changes, draws from a
/// named generator and draws from the framework's own.
/// </summary>
internal sealed class ToyObjective : IObjective
{
    private readonly Net _net;

    public ToyObjective(ulong seed = 1)
    {
        _net = new Net();
        using var generator = new Generator(seed);
        using var noGrad = no_grad();
        foreach (var (_, parameter) in NamedParameters())
        {
            parameter.normal_(0, 0.3, generator: generator);
        }
    }

    public nn.Module Model => _net;

    public IReadOnlySet<string> NoDecayNames { get; } = new HashSet<string> { "pos_embed" };

    /// <summary>Replaces the total; for tests of what goes wrong.</summary>
    public Func<Tensor, Tensor> Spoil { get; set; } = total => total;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => _net.named_parameters().Select(p => (p.Item1.Replace("table", "pos_embed"), p.Item2));

    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        var mask = rand([batch.Frames.shape[0], ToySource.Values], generator: random["mask"]).gt(0.5).to(float32);
        var output = _net.call(batch.Frames.flatten(1) * mask);
        var near = output.pow(2).mean();
        var far = (output - 1).pow(2).mean();
        return new Losses(Spoil(near + far * 2), [("near", near.detach()), ("far", far.detach())]);
    }

    public void Dispose() => _net.Dispose();

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear hidden = nn.Linear(ToySource.Values, 6);
        private readonly Parameter table = nn.Parameter(zeros([1, 6]));
        private readonly Linear head = nn.Linear(6, 3);
        private readonly Tensor seen = zeros([1]);

        public Net() : base("net") => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using (no_grad())
            {
                seen.add_(input.shape[0]);
            }

            return head.call(nn.functional.dropout(hidden.call(input) + table, 0.2, training));
        }
    }
}
