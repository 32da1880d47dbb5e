using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>The number of threads is what was set last, whatever is called for the first time afterwards.</summary>
public class ThreadTests
{
    [Fact]
    public void TheNumberOfThreadsStaysAsSet()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(before + 1);
            Assert.True(get_num_interop_threads() > 0);
            Assert.NotEmpty(TorchRuntime.ParallelInfo);
            Assert.NotEmpty(TorchRuntime.LibraryPath);
            Assert.Equal(before + 1, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));
    }
}
