using Xunit;

namespace InternVideo2.Notebook.Tests.Tensors;

/// <summary>Tests that make tensors run one after the other: the counter of live tensors, which some of them read, is the process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TensorCollection
{
    public const string Name = "tensors";
}
