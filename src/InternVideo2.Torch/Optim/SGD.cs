using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent, plain or with momentum.</summary>
    public partial class SGD : OptimizerHelper, optim.IMomentum
    {
        /// <summary>All parameters in one group.</summary>
        public SGD(
            IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
            bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        /// <summary>Several groups. The arguments are defaults for what a group leaves open.</summary>
        /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names it.</exception>
        public SGD(
            IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
            bool maximize = false)
        {
            if (nesterov && (momentum <= 0 || dampening != 0))
                throw new ArgumentException("SGD: Nesterov's variant needs a momentum and no dampening.", nameof(nesterov));
            AddGroups(parameters, new Options
            {
                LearningRate = CheckRange(nameof(SGD), nameof(lr), lr),
                InitialLearningRate = lr,
                momentum = CheckRange(nameof(SGD), nameof(momentum), momentum),
                dampening = dampening,
                weight_decay = CheckRange(nameof(SGD), nameof(weight_decay), weight_decay),
                nesterov = nesterov,
                maximize = maximize,
            });
        }

        /// <summary>The momentum that new groups take by default.</summary>
        public double Momentum
        {
            get => ((Options)_defaults).momentum!.Value;
            set => ((Options)_defaults).momentum = value;
        }

        /// <inheritdoc/>
        public override Tensor? step(Func<Tensor>? closure = null) => base.step(closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Update(Modules.ParamGroup group)
        {
            var options = (Options)group.Options;
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } direction) continue;
                if (options.maximize == true) direction = direction.neg();
                if (options.weight_decay != 0) direction = direction.add(parameter, options.weight_decay!.Value);
                if (options.momentum != 0) direction = WithMomentum(direction, (State)StateOf(parameter), options);
                parameter.add_(direction, -options.LearningRate!.Value);
            }
        }

        private static Tensor WithMomentum(Tensor direction, State state, Options options)
        {
            var momentum = options.momentum!.Value;
            if (state.momentum_buffer is null) state.Start(direction);
            else state.momentum_buffer.mul_(momentum).add_(direction, 1 - options.dampening!.Value);
            return options.nesterov == true ? direction.add(state.momentum_buffer!, momentum) : state.momentum_buffer!;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Gradient descent over one group.</summary>
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Gradient descent over one group of named parameters.</summary>
            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Gradient descent over several groups; the arguments are defaults for what a group leaves open.</summary>
            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
