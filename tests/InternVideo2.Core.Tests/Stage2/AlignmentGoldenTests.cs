using InternVideo2.Data;
using InternVideo2.Stage2;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>Whole steps of the composite models: every loss, the total, the limited temperature and gradients are the official ones.</summary>
public sealed class AlignmentGoldenTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/model")]
    public void Losses_and_gradients(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = new GoldenAlignment(golden);
        var weights = golden.ReadAll("w.temp");
        Assert.All(golden.Config.GetProperty("loss_keys").EnumerateObject(), entry => CheckCase(golden, model, entry.Name, weights[""]));
    }

    private static void CheckCase(GoldenFile golden, GoldenAlignment model, string name, Tensor temperature)
    {
        using var scope = NewDisposeScope();
        using (no_grad()) model.Objective.Alignment.Temperature.copy_(temperature);
        var losses = model.Losses(name);
        golden.Check($"out.{name}.total", losses.Total, Tolerance);
        golden.Check($"out.{name}.temp_after", model.Objective.Alignment.Temperature, 1e-7);
        CheckTerms(golden, model.Objective.Options, name, losses.Terms.ToDictionary());

        model.Objective.Model.zero_grad(set_to_none: true);
        losses.Total.backward();
        var parameters = model.Objective.NamedParameters().ToDictionary();
        Assert.NotEmpty(golden.Keys($"grad.{name}."));
        Assert.All(golden.Keys($"grad.{name}."), key => golden.Check($"grad.{name}.{key}", parameters[key].grad!, 1e-4));
    }

    /// <summary>The files have weighted losses, zeros for terms that are off, and the words of sound alone under the name of MLM.</summary>
    internal static void CheckTerms(GoldenFile golden, AlignmentOptions options, string name, IReadOnlyDictionary<string, Tensor> terms)
    {
        var media = name.StartsWith("audio_video") || golden.Has($"in.{name}.video") && golden.Has($"in.{name}.audio") ? MediaType.AudioVideo
            : golden.Has($"in.{name}.audio") ? MediaType.Audio
            : golden.Has($"in.{name}.video") && Frames(golden, name) == 1 ? MediaType.Image : MediaType.Video;
        var compared = 0;
        foreach (var key in golden.Keys($"out.{name}.loss_"))
        {
            var term = Enum.Parse<LossTerm>(key, ignoreCase: true);
            if (media == MediaType.Audio && term == LossTerm.Mlm) term = LossTerm.Amlm;
            var value = terms.TryGetValue(term.Label(), out var raw) ? raw.mul(options.WeightOf(term, media)) : zeros(Array.Empty<long>());
            compared += raw is null ? 0 : 1;
            golden.Check($"out.{name}.loss_{key}", value, Tolerance);
        }
        Assert.Equal(terms.Count, compared);
    }

    private static long Frames(GoldenFile golden, string name)
    {
        using var frames = golden.Read($"in.{name}.video");
        return frames.shape[1];
    }
}
