#if SECOND_DEVICE
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Devices;

/// <summary>
/// A device beside the CPU on machines that have none (native/second_device.cpp): it computes on the CPU, but, as a GPU does, it refuses operations on tensors
/// of several devices and draws of a generator of the CPU.
/// </summary>
internal static class SecondDevice
{
    // Libtorch's "PrivateUse1", which TorchSharp has no name for.
    public static Device Device { get; } = new((DeviceType)19, 0);

    // Libtorch counts devices once, before its first backward pass.
    [ModuleInitializer]
    internal static void Load()
    {
        using (zeros(1))
        {
            NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libsecond_device.so"));
        }
    }
}
#endif
