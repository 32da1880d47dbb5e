using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019):
    /// p ← p·(1 − lr·λ) − lr·m̂/(√v̂ + ε), with m and v the running averages of the gradient and its square, bias-corrected by step count.
    /// </summary>
    public partial class AdamW : OptimizerHelper, optim.IBetas
    {
        /// <summary>All parameters in one group.</summary>
        public AdamW(
            IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0,
            bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        /// <summary>Several groups. The arguments are defaults for what a group leaves open.</summary>
        /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names it.</exception>
        public AdamW(
            IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0,
            bool amsgrad = false, bool maximize = false) =>
            AddGroups(parameters, new Options
            {
                LearningRate = CheckRange(nameof(AdamW), nameof(lr), lr),
                InitialLearningRate = lr,
                beta1 = CheckRange(nameof(AdamW), nameof(beta1), beta1, exclusiveEnd: 1),
                beta2 = CheckRange(nameof(AdamW), nameof(beta2), beta2, exclusiveEnd: 1),
                eps = CheckRange(nameof(AdamW), nameof(eps), eps),
                weight_decay = CheckRange(nameof(AdamW), nameof(weight_decay), weight_decay),
                amsgrad = amsgrad,
                maximize = maximize,
            });

        /// <summary>The coefficients that new groups take by default.</summary>
        public (double, double) Betas
        {
            get => ((Options)_defaults).Betas;
            set => ((Options)_defaults).Betas = value;
        }

        /// <inheritdoc/>
        public override Tensor? step(Func<Tensor>? closure = null) => base.step(closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Update(Modules.ParamGroup group)
        {
            var options = (Options)group.Options;
            // Parameters that missed a step, having no gradient then, count their steps apart: each count is corrected by its own powers.
            var batches = new Dictionary<long, Batch>();
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } gradient) continue;
                var state = (State)StateOf(parameter);
                state.step++;
                if (options.maximize == true) gradient = gradient.neg();
                if (options.amsgrad == true) UpdateKeepingLargest(parameter, gradient, state, options);
                else Batch.For(state.step, batches).Add(parameter, gradient, state);
            }
            foreach (var (step, batch) in batches) batch.Update(step, options);
        }

        /// <summary>The AMSGrad variant: divides by the largest v seen so far.</summary>
        private static void UpdateKeepingLargest(Parameter parameter, Tensor gradient, State state, Options options)
        {
            var (beta1, beta2) = options.Betas;
            var rate = options.LearningRate!.Value;
            parameter.mul_(1 - rate * options.weight_decay!.Value);
            state.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
            state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            state.max_exp_avg_sq!.copy_(maximum(state.max_exp_avg_sq, state.exp_avg_sq));
            var divisor = state.max_exp_avg_sq.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, state.step))).add_(options.eps!.Value);
            parameter.addcdiv_(state.exp_avg, divisor, -rate / (1 - Math.Pow(beta1, state.step)));
        }

        /// <summary>Parameters with the same step count, updated by one native call.</summary>
        private sealed class Batch
        {
            private readonly List<Tensor> _parameters = [];
            private readonly List<Tensor> _gradients = [];
            private readonly List<Tensor> _averages = [];
            private readonly List<Tensor> _squares = [];

            internal static Batch For(long step, Dictionary<long, Batch> batches)
            {
                if (!batches.TryGetValue(step, out var batch)) batches.Add(step, batch = new Batch());
                return batch;
            }

            internal void Add(Parameter parameter, Tensor gradient, State state)
            {
                _parameters.Add(parameter);
                _gradients.Add(gradient);
                _averages.Add(state.exp_avg);
                _squares.Add(state.exp_avg_sq);
            }

            internal void Update(long step, Options options) => Fused.AdamW(
                _parameters, _gradients, _averages, _squares, step, options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value,
                options.eps!.Value, options.weight_decay!.Value);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>AdamW over one group. The weight decay is 0 unless given (Python's default is 0.01).</summary>
            public static AdamW AdamW(
                IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>AdamW over one group of named parameters. The weight decay is 0 unless given (Python's default is 0.01).</summary>
            public static AdamW AdamW(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>AdamW over several groups; the arguments are defaults for what a group leaves open.</summary>
            public static AdamW AdamW(
                IEnumerable<AdamW.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
