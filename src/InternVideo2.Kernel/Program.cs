using InternVideo2.Kernel;
using InternVideo2.Kernel.Channels;
using InternVideo2.Kernel.Install;
using InternVideo2.Kernel.Wire;
using InternVideo2.Kernel.Zmq;

try
{
    if (args is ["install", .. var installArguments])
    {
        Console.WriteLine(KernelSpec.Install(InstallOptions.Parse(installArguments)));
        return 0;
    }
    var arguments = KernelArguments.Parse(args);
    new KernelServer(ConnectionFile.Load(arguments.ConnectionFile), arguments.Engine).Run();
    // Not by returning: threads that cells have left behind must not keep the process alive.
    Environment.Exit(0);
    return 0;
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{KernelArguments.Usage}");
    return 2;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException or BadImageFormatException or ZmqException)
{
    KernelLog.Write(e.Message);
    return 1;
}
