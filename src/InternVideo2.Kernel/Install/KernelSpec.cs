using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InternVideo2.Kernel.Engine.Packages;

namespace InternVideo2.Kernel.Install;

/// <summary>Writes kernel.json, by which Jupyter and VS Code find and start the kernel.</summary>
internal static class KernelSpec
{
    private static readonly JsonWriterOptions _json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the kernelspec for this very program; an existing one of the same name is replaced.</summary>
    /// <returns>The folder of the kernelspec.</returns>
    public static string Install(InstallOptions options)
    {
        options.Validate();
        var folder = Path.Combine(Path.GetFullPath(options.Root), options.Name);
        Directory.CreateDirectory(folder);
        using var file = File.Create(Path.Combine(folder, "kernel.json"));
        using var writer = new Utf8JsonWriter(file, _json);
        Content(options, DotnetHost.Find(), typeof(KernelSpec).Assembly.Location).WriteTo(writer);
        return folder;
    }

    /// <param name="dotnet">Absolute path: programs started from a desktop often lack the shell's PATH.</param>
    internal static JsonObject Content(InstallOptions options, string dotnet, string kernel)
    {
        // The connection file must be an argument of its own: inside another one, clients may add quotes.
        IEnumerable<string> argv =
        [
            dotnet, kernel, "{connection_file}",
            .. options.Preload.SelectMany(path => new[] { "--preload", path }),
            .. options.Imports.SelectMany(name => new[] { "--import", name }),
            .. options.StaticImports.SelectMany(type => new[] { "--import-static", type }),
        ];
        return new JsonObject
        {
            ["argv"] = new JsonArray([.. argv.Select(argument => (JsonNode)JsonValue.Create(argument))]),
            ["display_name"] = options.DisplayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject(options.Environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
            ["metadata"] = new JsonObject(),
        };
    }
}
