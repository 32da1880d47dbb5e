using System.Text.Json;
using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>Files of a report say what the report says, its protocol included.</summary>
public sealed class RetrievalFilesTests
{
    [Fact]
    public void Json_and_csv()
    {
        using var folder = new TemporaryFolder();
        var model = new AngleModel(step: 0.1, (medium, text) => medium == text ? 1 : -1);
        var report = RetrievalTest.Run(model, AngleModel.Set(4) with { Name = "angles, \"all\"" }, new() { Candidates = 2, Bootstrap = new() { Resamples = 10 } });
        RetrievalFiles.SaveJson(report, folder.File("r.json"));
        RetrievalFiles.SaveCsv(report, folder.File("r.csv"));

        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("r.json")));
        Assert.Equal(report.Protocol.ToString(), json.RootElement.GetProperty("protocolInWords").GetString());
        Assert.Equal("Video", json.RootElement.GetProperty("protocol").GetProperty("Media").GetString());
        var match = json.RootElement.GetProperty("results")[2];
        Assert.Equal((100, "match"), (match.GetProperty("official").GetProperty("t2v_r1").GetDouble(), match.GetProperty("scores").GetString()));
        Assert.Equal([1, 1, 1, 1], match.GetProperty("directions")[0].GetProperty("ranks").EnumerateArray().Select(rank => rank.GetInt32()));

        var lines = File.ReadAllLines(folder.File("r.csv"));
        Assert.Equal(1 + 6, lines.Length);
        Assert.StartsWith("set,scores,direction,queries,r1,r1_low,r1_high,r5", lines[0]);
        Assert.StartsWith("\"angles, \"\"all\"\"\",match,t2v,4,100,100,100,100,", lines[6]);
        Assert.EndsWith("seed 0\"", lines[6]);
    }
}
