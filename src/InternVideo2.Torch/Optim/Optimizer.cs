using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>What a scheduler turns: the learning rate of a parameter group.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            /// <summary>The learning rate at construction, from which schedules compute.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>An optimiser or group with two running-average coefficients.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }

        /// <summary>An optimiser or group with a momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>Changes parameters by their gradients. Parameters belong to groups, each with its own options.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            protected IList<ParamGroup> _parameter_groups = new List<ParamGroup>();

            private protected Optimizer()
            {
            }

            /// <summary>The groups, in the order of construction.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>All parameters of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>
            /// Changes every parameter that has a gradient. A gradient of zeros counts as one: decay and momentum still apply.
            /// </summary>
            /// <param name="closure">Computes the loss anew, gradients included; runs first, with gradients enabled.</param>
            /// <returns>What the closure returned, or null without one. Owned by the caller.</returns>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                {
                    using var recorded = enable_grad();
                    loss = closure();
                }
                using var unrecorded = no_grad();
                using var scope = NewDisposeScope();
                foreach (var group in _parameter_groups) Update(group);
                return loss;
            }

            /// <summary>Fills the gradients that exist with zeros.</summary>
            public virtual void zero_grad()
            {
                using var scope = NewDisposeScope();
                var gradients = new List<Tensor>();
                foreach (var parameter in parameters())
                {
                    if (parameter.grad is { } gradient) gradients.Add(gradient);
                }
                if (gradients.Count > 0) ZeroAll.Run(Value.Of(gradients));
            }

            /// <summary>Adds a group; options it leaves open take the optimiser's defaults.</summary>
            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (disposing) ReleaseStates();
            }

            private protected virtual void ReleaseStates()
            {
            }

            /// <summary>One group's step, inside a dispose scope and unrecorded.</summary>
            private protected abstract void Update(ParamGroup group);

            private static readonly Op ZeroAll = new("aten::_foreach_zero_");
        }
    }
}
