using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>The report names every part, and a missing program is a line in it, not an exception.</summary>
public sealed class EnvironmentReportTests
{
    [Fact]
    public void Parts_have_versions()
    {
        var report = EnvironmentReport.Collect();
        string[] parts = [".NET", "tensors", "libtorch", "threads", "ffmpeg", "ffprobe", "rsvg-convert", "font", "notebook kernel"];
        Assert.Superset(parts.ToHashSet(), report.Facts.Select(f => f.Part).ToHashSet());
        Assert.All(report.Facts, f => Assert.NotEmpty(f.Version));
        Assert.Matches(@"^\d+\.\d+", report.Facts.Single(f => f.Part == "ffmpeg").Version);
        Assert.Contains("rsvg-convert", report.ToString());
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void A_missing_program_has_no_version() => Assert.Null(ProgramVersion.Ask("no-such-program", "--version"));
}
