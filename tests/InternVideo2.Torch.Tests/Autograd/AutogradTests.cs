using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Gradients, gradient modes, and functions whose backward is written in C#.</summary>
[Collection("live count")]
public class AutogradTests
{
    [Fact]
    public void BackwardAccumulatesAndGradAsks()
    {
        var x = tensor(new float[] { 1, 2, 3 }).requires_grad_();
        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.Equal([4, 8, 12], x.grad!.data<float>().ToArray());
        var direct = autograd.grad([(x * x * x).sum()], [x])[0];
        Assert.Equal([3, 12, 27], direct.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void ModesHoldUntilDisposed()
    {
        var x = ones(1, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
        using (inference_mode()) Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void ACSharpBackwardIsUsed()
    {
        var x = tensor(new float[] { -1, 2 }).requires_grad_();
        var y = Clipped.apply(x, 3f);
        Assert.Equal([-3, 6], y.data<float>().ToArray());
        (y * tensor(new float[] { 1, 10 })).sum().backward();
        Assert.Equal([300, 3000], x.grad!.data<float>().ToArray()); // 100 × the true gradient, to tell it from autograd's own
    }

    [Fact]
    public void SeveralInputsAndOutputsMeetTheirGradients()
    {
        var a = tensor(2f).requires_grad_();
        var b = tensor(5f).requires_grad_();
        var results = SumAndProduct.apply(a, b);
        (results[0] + results[1] * 10).backward();
        Assert.Equal(1 + 50, a.grad!.ToSingle());
        Assert.Equal(1 + 20, b.grad!.ToSingle());
    }

    [Fact]
    public void AnErrorInBackwardArrivesWithItsCause()
    {
        var x = ones(1, requires_grad: true);
        var error = Assert.Throws<TorchException>(() => Failing.apply(x).sum().backward());
        Assert.IsType<InvalidDataException>(error.InnerException);
    }

    [Fact]
    public void SavedTensorsAreFreedWithTheGraph()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        var before = LiveCount.Settled();
        Clipped.apply(x, 1f).sum().Dispose();
        GC.KeepAlive(x);
        scope.DisposeEverythingBut(x);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private sealed class Clipped : autograd.SingleTensorFunction<Clipped>
    {
        public override string Name => nameof(Clipped);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("factor", vars[1]);
            ctx.save_for_backward([(Tensor)vars[0]]);
            return (Tensor)vars[0] * (float)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ((float)ctx.get_data("factor") * 100) * ones_like(ctx.get_saved_variables()[0]), null!];
    }

    private sealed class SumAndProduct : autograd.MultiTensorFunction<SumAndProduct>
    {
        public override string Name => nameof(SumAndProduct);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (a, b) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([a, b]);
            return [a + b, a * b];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] + grad_outputs[1] * saved[1], grad_outputs[0] + grad_outputs[1] * saved[0]];
        }
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] + 1;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new InvalidDataException("on purpose");
    }
}
