using InternVideo2.Kernel.Engine;

namespace InternVideo2.Kernel;

/// <summary>The command line of a running kernel, as the kernelspec's argv spells it.</summary>
internal sealed record KernelArguments(string ConnectionFile, EngineOptions Engine)
{
    public const string Usage = """
        A Jupyter kernel for C#.

        InternVideo2.Kernel CONNECTION_FILE [--preload DLL]... [--import NAMESPACE]... [--import-static TYPE]...
            Serves a client. Started by Jupyter; the arguments come from the kernelspec.

        InternVideo2.Kernel install [--name NAME] [--display-name TEXT] [--user | --prefix DIR | --to DIR]
                                    [--preload DLL]... [--import NAMESPACE]... [--import-static TYPE]... [--env NAME=VALUE]...
            Writes a kernelspec and prints its folder.
        """;

    /// <exception cref="ArgumentException">An argument is unknown, lacks its value or is missing.</exception>
    public static KernelArguments Parse(IReadOnlyList<string> arguments)
    {
        string? connectionFile = null;
        var preload = new List<string>();
        var imports = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--preload": preload.Add(ValueOf(arguments, ref i)); break;
                case "--import" or "--import-static": imports.Add(ValueOf(arguments, ref i)); break;
                case ['-', ..]: throw new ArgumentException($"Unknown option {arguments[i]}.");
                default:
                    connectionFile = connectionFile is null ? arguments[i] : throw new ArgumentException($"Unexpected argument \"{arguments[i]}\".");
                    break;
            }
        }
        return new KernelArguments(connectionFile ?? throw new ArgumentException("The connection file is missing."), new EngineOptions(preload, imports));
    }

    /// <summary>The value behind an option; the index moves on to it.</summary>
    public static string ValueOf(IReadOnlyList<string> arguments, ref int index) =>
        ++index < arguments.Count ? arguments[index] : throw new ArgumentException($"{arguments[index - 1]} needs a value.");
}
