using System.Xml.Linq;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Notebook.Tests.Views.Chat;

/// <summary>Each query has a row of frames whose heat and shares are those of its weights; queries that choose come before queries that do not.</summary>
public sealed class QueryAttentionTests
{
    // Two temporal positions of 2 × 2 patches, four frames: query 0 looks everywhere, query 1 at one patch of the second position.
    private static readonly double[][] Weights = [[1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 3]];

    [Fact]
    public void Shares_and_rows()
    {
        var view = new QueryAttention(TestClips.Bright(4, 8), Weights, times: 2);
        Assert.Equal([0.5, 0.5], view.Shares(0));
        Assert.Equal([0, 1], view.Shares(1));
        Assert.Equal(
            ["bright.mp4: bright: looked at most; below: share of each frame · 2 queries · 2×2×2 patches", "  query 0: 50 % 50 %", "  query 1: 0 % 100 %"],
            view.ToString().Split('\n'));
        var svg = XDocument.Parse(view.ToSvg());
        var images = svg.Descendants().Where(e => e.Name.LocalName == "image").Select(e => PngFile.Decode(Convert.FromBase64String(e.Attribute("href")!.Value.Split(',')[1]))).ToList();
        Assert.Equal(4, images.Count);
        Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "text" && e.Value == "q1 · 0 %");
        // The last patch of query 1's second frame is the brightest; its first is as dark as all of the frame before.
        var (last, width) = (images[3], images[3].Width);
        Assert.True(last[width - 2, width - 2].R > last[1, 1].R + 50);
    }

    [Fact]
    public void The_queries_that_choose_most_are_shown()
    {
        double[][] many = [.. Enumerable.Range(0, 20).Select(query => query % 2 == 0 ? Weights[0] : [.. Weights[1].Select(weight => weight + (query * 0.001))])];
        Assert.Equal([1, 3, 5, 7, 9, 11, 13, 15], new QueryAttention(TestClips.Bright(4, 8), many, times: 2).Queries);
        Assert.Equal([4], new QueryAttention(TestClips.Bright(4, 8), many, times: 2, queries: [4]).Queries);
    }

    [Fact]
    public void A_tensor_of_queries_and_tokens_with_a_class_token_first()
    {
        using var weights = tensor(new float[,] { { 9, 1, 1, 1, 1, 3, 3, 3, 3 } });
        Assert.Equal([0.25, 0.75], new QueryAttention(TestClips.Bright(2, 8), weights).Shares(0));
        using var batch = weights.unsqueeze(0);
        Assert.Contains("[1, 1, 9]", Assert.Throws<ArgumentException>(() => new QueryAttention(TestClips.Bright(2, 8), batch)).Message);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new QueryAttention(TestClips.Bright(2, 8), Array.Empty<double[]>()));
        Assert.Contains("7", Assert.Throws<ArgumentException>(() => new QueryAttention(TestClips.Bright(4, 8), [Weights[0], Weights[1][1..]], times: 2)).Message);
    }
}
