using System.Text.Json;

namespace InternVideo2.Tests.Video;

/// <summary>The difficult clips of tests/data/clips/edge and what is expected of them.</summary>
internal static class EdgeClips
{
    private static readonly JsonElement s_files = JsonDocument.Parse(File.ReadAllBytes(PathOf("expected.json"))).RootElement.GetProperty("files");

    /// <summary>Names of all clips.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_files.EnumerateObject().Select(file => file.Name)];

    public static string PathOf(string name) => Path.Combine(Folder(), name);

    public static EdgeClip Of(string name) => new(s_files.GetProperty(name));

    private static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "data", "clips", "edge");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException($"No folder tests/data/clips/edge above {AppContext.BaseDirectory}.");
    }
}

/// <summary>The expected facts of one clip.</summary>
internal readonly struct EdgeClip(JsonElement facts)
{
    public int DecodedFrames => facts.GetProperty("decoded_frames").GetInt32();

    public int Width => facts.GetProperty("width").GetInt32();

    public int Height => facts.GetProperty("height").GetInt32();

    public string? Container => facts.GetProperty("container").GetString();

    public int[] FrameIds => [.. facts.GetProperty("frame_ids").EnumerateArray().Select(id => id.GetInt32())];

    public double[] Timestamps => [.. facts.GetProperty("pts").EnumerateArray().Select(pts => pts.GetDouble())];

    public IEnumerable<(int Frame, double[] Rgb)> MeanRgb =>
        facts.GetProperty("mean_rgb").EnumerateObject().Select(mean => (int.Parse(mean.Name), mean.Value.EnumerateArray().Select(v => v.GetDouble()).ToArray()));

    public IEnumerable<JsonElement> Streams => facts.GetProperty("streams").EnumerateArray();
}
