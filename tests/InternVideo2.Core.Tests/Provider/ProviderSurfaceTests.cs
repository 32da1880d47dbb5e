using Xunit;

namespace InternVideo2.Tests.Provider;

/// <summary>
/// Promise: the package can be compiled against TorchSharp 0.107 in place of our own provider, because it refers to nothing in namespace
/// TorchSharp that the real assembly does not have with the same signature.
/// </summary>
public sealed class ProviderSurfaceTests
{
    internal static ApiListing TorchSharpApi { get; } = LoadListing();

    [Fact]
    public void Core_refers_only_to_members_of_TorchSharp()
    {
        var used = ReferencedMembers.Of(typeof(InternVideo2.Training.IObjective).Assembly.Location, "TorchSharp");

        Assert.NotEmpty(used);
        Assert.Equal([], TorchSharpApi.Unknown(used));
    }

    [Theory]
    [InlineData("torch.Tensor")]
    [InlineData("torch.Tensor :: get_grad() : torch.Tensor")]
    [InlineData("torch.Tensor :: get_this(torch.TensorIndex[]) : torch.Tensor")]
    [InlineData("torch.nn :: Linear(long, long, bool, torch.Device, torch.ScalarType?) : Linear")]
    [InlineData("torch.nn.Module :: .ctor(string) : void")]
    [InlineData("DisposeScope :: MoveToOuter(!!0) : !!0")]
    [InlineData("torch.nn.Module :: call(!0) : !1")]
    [InlineData("torch.nn.HookableModule :: register_forward_hook(Action<torch.nn.Module>) : torch.nn.HookableModule.HookRemover<!0, !1>")]
    [InlineData("BFloat16 :: Zero : BFloat16")]
    public void The_listing_knows_what_TorchSharp_has(string reference) => Assert.True(TorchSharpApi.Has(reference));

    [Theory]
    [InlineData("torch.Tensors")]
    [InlineData("torch.Tensor :: get_grad() : torch.Device")]
    [InlineData("torch.nn :: Linear(long, long) : Linear")]
    [InlineData("torch.nn.Module :: no_such_method() : void")]
    public void The_listing_lacks_what_TorchSharp_lacks(string reference) => Assert.False(TorchSharpApi.Has(reference));

    private static ApiListing LoadListing()
    {
        const string name = "torchsharp-0.107-api.txt.gz";
        using var stream = typeof(ProviderSurfaceTests).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not embedded in the test assembly.");
        return ApiListing.Load(stream);
    }
}
