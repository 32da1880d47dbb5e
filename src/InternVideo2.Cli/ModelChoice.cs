using System.CommandLine;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage1;

namespace InternVideo2.Cli;

/// <summary>The encoders that can be named on the command line.</summary>
internal static class ModelChoice
{
    private static readonly Dictionary<string, VideoEncoderOptions> Presets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Tiny"] = Stage1Options.Tiny.Student,
        ["S14"] = VideoEncoderOptions.S14,
        ["B14"] = VideoEncoderOptions.B14,
        ["L14"] = VideoEncoderOptions.L14,
        ["Giant1B"] = VideoEncoderOptions.Giant1B,
        ["Giant6B"] = VideoEncoderOptions.Giant6B,
    };

    public static IReadOnlyCollection<string> Names => Presets.Keys;

    /// <summary>The options of a preset, or null when <paramref name="name"/> names none.</summary>
    public static VideoEncoderOptions? Find(string? name) => name is not null && Presets.TryGetValue(name, out var options) ? options : null;

    /// <summary>The usual <c>--gelu</c>: official weights of 1B and 6B were trained with the tanh form (stage 1, 1.5).</summary>
    public static Option<GeluForm> Gelu() => new("--gelu")
    {
        Description = "GELU of the blocks: Erf, or Tanh for the official 1B and 6B weights",
        DefaultValueFactory = _ => GeluForm.Erf,
    };
}
