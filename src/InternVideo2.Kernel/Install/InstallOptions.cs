namespace InternVideo2.Kernel.Install;

/// <summary>What a kernelspec is to say, and where it goes.</summary>
internal sealed record InstallOptions
{
    /// <summary>Name of the kernelspec's folder: ASCII letters, digits, dot, dash, underscore.</summary>
    public string Name { get; init; } = "iv2-csharp";

    /// <summary>What the user sees in the list of kernels.</summary>
    public string DisplayName { get; init; } = "C# (InternVideo2)";

    /// <summary>The folder that holds kernelspecs; by default the user's own.</summary>
    public string Root { get; init; } = KernelSpecFolders.User;

    /// <summary>Assemblies every notebook starts with.</summary>
    public IReadOnlyList<string> Preload { get; init; } = [];

    /// <summary>Namespaces every notebook starts with.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>Types whose static members every notebook knows by name.</summary>
    public IReadOnlyList<string> StaticImports { get; init; } = [];

    /// <summary>Environment variables of the kernel process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <exception cref="ArgumentException">An option is unknown, lacks its value or has a value outside its range.</exception>
    public static InstallOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new InstallOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var option = arguments[i];
            if (option == "--user")
            {
                options = options with { Root = KernelSpecFolders.User };
                continue;
            }
            var value = KernelArguments.ValueOf(arguments, ref i);
            options = option switch
            {
                "--name" => options with { Name = value },
                "--display-name" => options with { DisplayName = value },
                "--prefix" => options with { Root = KernelSpecFolders.Below(value) },
                "--to" => options with { Root = value },
                "--preload" => options with { Preload = [.. options.Preload, Path.GetFullPath(value)] },
                "--import" => options with { Imports = [.. options.Imports, value] },
                "--import-static" => options with { StaticImports = [.. options.StaticImports, value] },
                "--env" => options with { Environment = With(options.Environment, value) },
                _ => throw new ArgumentException($"Unknown option {option}."),
            };
        }
        options.Validate();
        return options;
    }

    /// <exception cref="ArgumentException">A member is outside its range; the message names it.</exception>
    public void Validate()
    {
        if (Name.Length == 0 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            throw new ArgumentException($"{nameof(Name)} is \"{Name}\"; it may hold ASCII letters, digits, '-', '.' and '_' only, at least one.");
        if (DisplayName.Length == 0) throw new ArgumentException($"{nameof(DisplayName)} is empty.");
        foreach (var path in Preload)
            if (!File.Exists(path)) throw new ArgumentException($"{nameof(Preload)}: there is no file {path}.");
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> environment, string assignment) =>
        assignment.Split('=', 2) is [{ Length: > 0 } name, var value]
            ? new Dictionary<string, string>(environment) { [name] = value }
            : throw new ArgumentException($"--env takes NAME=VALUE, not \"{assignment}\".");
}
