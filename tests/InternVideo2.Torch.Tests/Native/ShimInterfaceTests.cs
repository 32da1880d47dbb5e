using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;

namespace InternVideo2.Torch.Tests;

/// <summary>A native library that was built for another version of the assembly is refused with one error that says what to do.</summary>
public class ShimInterfaceTests
{
    private static string Shim => Path.Combine(Path.GetDirectoryName(typeof(ShimInterface).Assembly.Location)!, "libiv2torch.so");

    [Fact]
    public void TheLibraryBesideTheAssemblyFits()
    {
        Assert.Equal(64, ShimInterface.Expected.Length);
        ShimInterface.Check(NativeLibrary.Load(Shim), Shim, ShimInterface.Expected);
    }

    [Fact]
    public void ALibraryOfAnotherVersionIsNamed()
    {
        var error = Assert.Throws<BadImageFormatException>(() => ShimInterface.Check(NativeLibrary.Load(Shim), Shim, new string('0', 64)));
        Assert.Equal(Shim, error.FileName);
        Assert.Contains(Shim, error.Message);
        Assert.Contains("expected 000000000000", error.Message);
        Assert.Contains("`dotnet build`", error.Message);
    }

    [Fact]
    public void ALibraryWithoutMarkIsRefused()
    {
        var error = Assert.Throws<BadImageFormatException>(() => ShimInterface.Check(NativeLibrary.Load("libc.so.6"), "libc.so.6", ShimInterface.Expected));
        Assert.Contains("without a mark", error.Message);
    }
}
