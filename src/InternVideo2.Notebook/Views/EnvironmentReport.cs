using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InternVideo2.Notebook;

/// <summary>What this notebook runs on: each part, its version, and where it was loaded from. A part that is missing is named with what to do, it does not throw.</summary>
public sealed class EnvironmentReport : HtmlView
{
    private readonly Table _table;

    private EnvironmentReport(IReadOnlyList<EnvironmentFact> facts)
    {
        Facts = facts;
        _table = Table.Of(facts, ("part", f => f.Part), ("version", f => f.Version), ("from", f => f.From));
    }

    public IReadOnlyList<EnvironmentFact> Facts { get; }

    /// <summary>Whether every part was found.</summary>
    public bool IsComplete => Facts.All(f => f.IsPresent);

    /// <summary>Looks at the process and asks the programs for their versions.</summary>
    public static EnvironmentReport Collect() => new(
    [
        new("InternVideo2", Version(typeof(EnvironmentReport)), "this package"),
        new(".NET", Environment.Version.ToString(), RuntimeInformation.FrameworkDescription),
        new("system", RuntimeInformation.OSDescription, string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores")),
        TensorProvider(),
        LibTorch(),
        new("threads", torch.get_num_threads().ToString(CultureInfo.InvariantCulture), "OMP_WAIT_POLICY=" + (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "(not set)")),
        new("CUDA", torch.cuda.is_available() ? string.Create(CultureInfo.InvariantCulture, $"{torch.cuda.device_count()} devices") : "none", "everything here runs on the CPU as well"),
        Program("ffmpeg", "decodes video", "-version"),
        Program("ffprobe", "reads the facts of a file", "-version"),
        Program("rsvg-convert", "draws figures", "--version"),
        Font(),
        Kernel(),
    ]);

    public override string ToHtml() => _table.ToHtml();

    public override string ToString() => _table.ToString();

    private static EnvironmentFact TensorProvider()
    {
        var assembly = typeof(torch).Assembly.GetName();
        return new("tensors", $"{assembly.Name} {assembly.Version?.ToString(3)}", assembly.Name == "TorchSharp" ? "the TorchSharp package" : "this project's layer with TorchSharp's API");
    }

    private static EnvironmentFact LibTorch() =>
#if OWN_TORCH
        new("libtorch", torch.__version__, Torch.TorchRuntime.LibraryPath);
#else
        new("libtorch", torch.__version__, "as shipped with the TorchSharp package");
#endif

    private static EnvironmentFact Program(string name, string purpose, string argument) =>
        ProgramVersion.Ask(name, argument) is { } version ? new(name, version, purpose) : Missing(name, purpose);

    private static EnvironmentFact Font() =>
        ProgramVersion.FirstLine("fc-match", "DejaVu Sans:style=Book") is { } match && match.Contains("DejaVu", StringComparison.Ordinal)
            ? new("font", "DejaVu Sans", "text in figures")
            : Missing("font", "text in figures");

    private static EnvironmentFact Kernel()
    {
        var kernel = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == "InternVideo2.Kernel");
        return kernel is null
            ? new("notebook kernel", "none", "not running in this project's kernel: views are shown as text")
            : new("notebook kernel", kernel.GetName().Version?.ToString(3) ?? "", "InternVideo2.Kernel");
    }

    private static EnvironmentFact Missing(string part, string purpose) => new(part, "missing", $"{purpose}; run ./iv2 setup") { IsPresent = false };

    private static string Version(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "";
}

/// <param name="Part">What it is.</param>
/// <param name="Version">Its version, or "missing".</param>
/// <param name="From">Where it came from or what it is for.</param>
public sealed record EnvironmentFact(string Part, string Version, string From)
{
    public bool IsPresent { get; init; } = true;
}
