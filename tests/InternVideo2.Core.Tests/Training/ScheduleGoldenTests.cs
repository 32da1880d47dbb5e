using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>The schedules are the official ones: every step in single precision, selected ones in double.</summary>
public sealed class ScheduleGoldenTests
{
    [GoldenTheory("schedules")]
    public void Every_step_has_the_official_value(string file)
    {
        if (Path.GetExtension(file) == ".json")
        {
            CheckSelected(file);
        }
        else
        {
            CheckEvery(file);
        }
    }

    private static void CheckEvery(string file)
    {
        using var golden = new GoldenFile(file);
        foreach (var schedule in golden.Config.GetProperty("schedules").EnumerateObject())
        {
            var cosine = Build(schedule.Value);
            var values = Enumerable.Range(0, (int)cosine.Steps).Select(i => (float)cosine[i]).ToArray();
            using var actual = tensor(values);
            golden.Check($"out.{schedule.Name}", actual, relative: 1e-7);
        }
    }

    private static void CheckSelected(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.FullPath(file)));
        foreach (var schedule in document.RootElement.EnumerateObject())
        {
            var cosine = Build(schedule.Value.GetProperty("args"));
            Assert.Equal(schedule.Value.GetProperty("length").GetInt64(), cosine.Steps);
            Assert.All(schedule.Value.GetProperty("values").EnumerateObject(), v =>
            {
                var expected = v.Value.GetDouble();
                Assert.True(Math.Abs(cosine[long.Parse(v.Name)] - expected) <= 1e-14 * Math.Abs(expected), $"{schedule.Name}[{v.Name}]: {cosine[long.Parse(v.Name)]:R}, expected {expected:R}");
            });
        }
    }

    private static CosineSchedule Build(JsonElement arguments)
    {
        double Number(string name) => arguments.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        return new CosineSchedule(
            Number("base_value"), Number("final_value"), (int)Number("epochs"), (int)Number("niter_per_ep"),
            warmupEpochs: Number("warmup_epochs"), warmupSteps: (int)Number("warmup_steps"), start: Number("start_warmup_value"));
    }
}
