using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Native errors become one exception that says which operator failed on which shapes; nothing aborts the process.</summary>
public class ErrorTests
{
    [Fact]
    public void WrongShapesNameOperatorTypesAndShapes()
    {
        var error = Assert.Throws<TorchException>(() => matmul(zeros(2, 3), zeros(4, 5)));
        Assert.Contains("matmul", error.Message);
        Assert.Contains("Float32 [2, 3]", error.Message);
        Assert.Contains("Float32 [4, 5]", error.Message);
        Assert.IsAssignableFrom<System.Runtime.InteropServices.ExternalException>(error);
    }

    [Fact]
    public void ListsAndNumbersAreNamedToo()
    {
        var error = Assert.Throws<TorchException>(() => cat([zeros(2, 2), zeros(3, 3)], 0));
        Assert.Contains("Float32 [2, 2], Float32 [3, 3]", error.Message);
        Assert.Contains("view(Float32 [6], [4, 2])", Assert.Throws<TorchException>(() => zeros(6).view(4, 2)).Message);
    }

    [Fact]
    public void UseAfterDisposeThrows()
    {
        var gone = zeros(2);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => gone + 1);
        Assert.Throws<ObjectDisposedException>(() => gone.shape);
        Assert.Throws<ObjectDisposedException>(() => gone.dtype);
        Assert.Throws<ObjectDisposedException>(() => zeros(2).add(gone));
        gone.Dispose(); // twice is allowed
    }

    [Fact]
    public void UnknownOperatorsSayWhichLibtorchLacksThem()
    {
        var error = Assert.Throws<TorchException>(() => new Op("aten::no_such_operator").Call(zeros(1)));
        Assert.Contains(__version__, error.Message);
    }

    [Fact]
    public void ErrorsLeaveNothingBehind()
    {
        using (NewDisposeScope())
        {
            Assert.Throws<TorchException>(() => matmul(zeros(2, 3), zeros(4, 5)));
            Assert.Equal([6, 6], zeros(6, 2).matmul(zeros(2, 6)).shape);
        }
    }
}
