using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Scopes dispose what was made in them on their thread, and only that.</summary>
[Collection("live count")]
public class DisposeScopeTests
{
    [Fact]
    public void EverythingMadeInsideIsDisposedExceptWhatMovesOut()
    {
        Tensor kept, lost;
        using (NewDisposeScope())
        {
            lost = zeros(3);
            kept = (lost + 1).MoveToOuterDisposeScope();
        }
        Assert.True(lost.IsInvalid);
        Assert.Equal(3, kept.sum().ToSingle());
    }

    [Fact]
    public void MovingGoesOneScopeOut()
    {
        Tensor inner;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope()) inner = zeros(1).MoveToOuterDisposeScope();
            Assert.True(outer.Contains(inner));
        }
        Assert.True(inner.IsInvalid);
    }

    [Fact]
    public void SeveralMoveOrDetachAtOnce()
    {
        using var outer = NewDisposeScope();
        Tensor first, second, third, free;
        using (var inner = NewDisposeScope())
        {
            (first, second, third, free) = (zeros(1), zeros(1), zeros(1), zeros(1));
            inner.MoveToOuter([first, second]);
            inner.MoveToOuter(new List<IDisposable> { third });
            inner.Detach([free]);
        }
        Assert.All([first, second, third], t => Assert.True(outer.Contains(t)));
        Assert.False(outer.Contains(free));
        Assert.False(free.IsInvalid);
        free.Dispose();
    }

    [Fact]
    public void DisposingEarlyLeavesTheOthersInTheScope()
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 10).Select(i => zeros(1)).ToList();
        tensors[3].Dispose();
        tensors[9].Dispose();
        Assert.Equal(8, scope.DisposablesCount);
        Assert.All(tensors.Where((_, i) => i is not 3 and not 9), t => Assert.True(scope.Contains(t)));
        scope.DisposeEverythingBut(tensors[0]);
        Assert.Equal(1, scope.DisposablesCount);
        Assert.False(tensors[0].IsInvalid);
    }

    [Fact]
    public void OtherThreadsAreNotCollected()
    {
        Tensor elsewhere = null!;
        using (NewDisposeScope())
        {
            var thread = new Thread(() => elsewhere = zeros(1));
            thread.Start();
            thread.Join();
        }
        Assert.False(elsewhere.IsInvalid);
    }

    [Fact]
    public void AScopeLeftOnAnotherThreadCollectsNoMore()
    {
        var scope = NewDisposeScope();
        var thread = new Thread(scope.Dispose);
        thread.Start();
        thread.Join();
        var later = zeros(1);
        Assert.False(scope.Contains(later));
        later.Dispose();
    }

    [Fact]
    public void LiveCountIsFlatOverAThousandSteps()
    {
        var weight = randn(new long[] { 16, 16 }, requires_grad: true);
        void Step()
        {
            using var scope = NewDisposeScope();
            var loss = randn(new long[] { 8, 16 }).matmul(weight).sigmoid().square().mean();
            loss.backward();
            using var none = no_grad();
            weight.sub_(weight.grad! * 0.01);
            weight.grad!.zero_();
        }
        Step();
        var before = LiveCount.Settled();
        for (var i = 0; i < 1000; i++) Step();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void TensorsThatEscapeAreFinalisedWithoutGrowingWithoutBound()
    {
        // 4,000 forgotten megabytes: without pressure on the collector they would all be alive at the end.
        var before = LiveCount.Settled();
        for (var i = 0; i < 4000; i++) zeros(1 << 18);
        Assert.InRange(Tensor.TotalCount - before, 0, 2000);
    }
}
