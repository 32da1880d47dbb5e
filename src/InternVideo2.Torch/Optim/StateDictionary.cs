using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public abstract partial class Optimizer
        {
            /// <summary>An optimiser's live options and states: what one sets here, the optimiser sees.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>One per group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>One per parameter, group after group.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, where its parameters' states stand in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
