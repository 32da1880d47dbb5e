using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Packages;
using InternVideo2.Kernel.Streams;
using InternVideo2.Kernel.Wire;
using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Channels;

/// <summary>The whole kernel: five sockets, a thread for each, and the engine behind them.</summary>
internal sealed class KernelServer(ConnectionFile connection, EngineOptions options)
{
    private const int LingerMilliseconds = 1000;
    private static readonly TimeSpan _drainLimit = TimeSpan.FromSeconds(2);

    private readonly ManualResetEventSlim _stop = new();

    /// <summary>Serves clients until one asks for shutdown or the parent process is gone.</summary>
    public void Run()
    {
        var codec = new MessageCodec(connection.Key);
        var context = new ZmqContext();
        var heartbeat = new HeartbeatChannel(Open(context, LibZmq.Rep, connection.HeartbeatPort));
        var iopub = new IOPubChannel(OpenIOPub(context), codec);
        var controlSocket = Open(context, LibZmq.Router, connection.ControlPort);
        var shellSocket = Open(context, LibZmq.Router, connection.ShellPort);
        var stdin = new StdinChannel(Open(context, LibZmq.Router, connection.StdinPort), codec);
        iopub.Status("starting", null);

        var native = NativeOutput.Capture();
        ProcessHooks.Install();
        var engine = new CSharpEngine(options, PackageRestore.DefaultCache);
        NotebookHost.UseForget(engine.Variables.Forget);
        var execution = new CellExecution(engine, iopub, stdin, native);
        var shell = new ShellChannel(shellSocket, codec, iopub, execution, engine, _stop.Set);
        Start("heartbeat", heartbeat.Run);
        Start("control", new ControlChannel(controlSocket, codec, iopub, engine.Interrupt, _stop.Set).Run);
        Start("shell", shell.Run);
        Start("warm-up", engine.WarmUp);
        ParentWatch.Start(_stop.Set);

        _stop.Wait();
        engine.Interrupt();
        // A cell that cannot be stopped must not keep the process alive.
        if (!shell.WaitUntilIdle(_drainLimit)) return;
        iopub.Dispose();
        context.Shutdown();
        stdin.Dispose();
        context.Dispose();
    }

    private ZmqSocket Open(ZmqContext context, int type, int port)
    {
        var socket = context.Open(type);
        socket.SetOption(LibZmq.Linger, LingerMilliseconds);
        socket.Bind(connection.Endpoint(port));
        return socket;
    }

    private ZmqSocket OpenIOPub(ZmqContext context)
    {
        var socket = context.Open(LibZmq.XPub);
        socket.SetOption(LibZmq.Linger, LingerMilliseconds);
        // No high-water mark, or output would silently be dropped when a client is slow.
        socket.SetOption(LibZmq.SendHighWaterMark, 0);
        socket.SetOption(LibZmq.XPubVerbose, 1);
        socket.Bind(connection.Endpoint(connection.IOPubPort));
        return socket;
    }

    private static void Start(string name, Action run) => new Thread(() => run()) { IsBackground = true, Name = name }.Start();
}
