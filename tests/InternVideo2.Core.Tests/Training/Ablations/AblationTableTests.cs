using InternVideo2.Evaluation;
using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>Means over seeds, differences paired by seed, and a CSV file that any program reads.</summary>
public sealed class AblationTableTests
{
    private static readonly AblationArm[] Arms = [new("a, \"first\"", [("alpha1", 1), ("alpha2", 0)]), new("b", [("alpha1", 1), ("alpha2", 0.25)])];

    // The seeds differ much, the arms by a steady 0.1: only the paired difference sees that.
    private static readonly AblationTable Table = new(Arms,
    [
        Row(0, 1, 20, 1.5), Row(0, 2, 50, 1.25), Row(0, 3, 80, 1),
        Row(1, 1, 30, 1), Row(1, 2, 60, 1), new AblationRow("b", 3, 4, new Dictionary<string, double>(), new Dictionary<string, Proportion>(), "Step 5: NaN"),
    ]);

    [Fact]
    public void Means_have_intervals_over_the_seeds()
    {
        var mean = Table.Mean(Arms[0].Name, "motion")!.Value;
        Assert.Equal(0.5, mean.Mean, 12);
        Assert.Equal(4.302653 * 0.3 / Math.Sqrt(3), mean.Margin, 5);
        Assert.Equal(1.25, Table.Mean(Arms[0].Name, "loss:motion")!.Value.Mean, 12);
    }

    [Fact]
    public void Differences_are_paired_by_seed()
    {
        var delta = Table.Delta("b", Arms[0].Name, "motion")!.Value;
        Assert.Equal((2, 0.1), (delta.Count, Math.Round(delta.Mean, 12)));
        Assert.True(delta.IsSignificant);
        Assert.False(Table.Delta("b", Arms[0].Name, "loss:motion")!.Value.IsSignificant);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        Assert.Contains("motion, loss:motion", Assert.Throws<ArgumentException>(() => Table.Mean("b", "colour")).Message);
        Assert.Contains("'c'", Assert.Throws<ArgumentException>(() => Table.Mean("c", "motion")).Message);
        Assert.Throws<ArgumentException>(() => new AblationTable(Arms[..1], Table.Rows));
    }

    [Fact]
    public void The_csv_file_quotes_what_needs_it()
    {
        using var writer = new StringWriter();
        AblationCsv.Write(Table, writer);
        var lines = writer.ToString().ReplaceLineEndings("\n").Trim().Split('\n');
        Assert.Equal("arm,alpha1,alpha2,seed,steps,motion,loss:motion,motion:clips,stopped", lines[0]);
        Assert.Equal("\"a, \"\"first\"\"\",1,0,1,10,0.2,1.5,100,", lines[1]);
        Assert.Equal("b,1,0.25,3,4,,,,Step 5: NaN", lines[^1]);
    }

    private static AblationRow Row(int arm, ulong seed, int hits, double loss) => new(
        Arms[arm].Name, seed, 10, new Dictionary<string, double> { ["motion"] = loss }, new Dictionary<string, Proportion> { ["motion"] = new(hits, 100) });
}
