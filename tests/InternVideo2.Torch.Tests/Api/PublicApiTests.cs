using System.IO.Compression;
using TorchSharp;
using Xunit;

namespace InternVideo2.Torch.Tests.Api;

/// <summary>What our assembly offers in namespace TorchSharp stands letter for letter in the list dumped from TorchSharp 0.107.</summary>
public class PublicApiTests
{
    [Fact]
    public void Every_public_line_is_TorchSharps()
    {
        var theirs = TorchSharpLines();
        var invented = OurLines().Where(line => !theirs.Contains(line)).ToList();
        Assert.True(invented.Count == 0, $"{invented.Count} lines are not TorchSharp's:\n{string.Join("\n", invented)}");
    }

    [Fact]
    public void The_list_and_our_surface_are_not_empty()
    {
        Assert.True(TorchSharpLines().Count > 5000);
        Assert.True(OurLines().Count() > 1000);
    }

    private static IEnumerable<string> OurLines() => ApiSurface.Lines(typeof(torch).Assembly);

    private static HashSet<string> TorchSharpLines()
    {
        using var packed = typeof(PublicApiTests).Assembly.GetManifestResourceStream("torchsharp-0.107-api.txt.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToHashSet();
    }
}
