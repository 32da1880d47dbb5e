using System.Globalization;
using System.Text.RegularExpressions;
using InternVideo2.Language;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Single filters and whole chains give the scores and probabilities of the libraries.</summary>
public sealed partial class LogitsFiltersGoldenTests
{
    [GoldenTheory("stage3/sampling_filters")]
    public void Filters_keep_and_change_what_the_library_does(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var logits = golden.Read("in.logits");
        var prompts = golden.Config.GetProperty("prev").EnumerateArray().Select(row => row.EnumerateArray().Select(id => id.GetInt64()).ToArray()).ToList();
        var names = golden.Keys("out.").ToList();
        foreach (var name in names)
        {
            var scores = Processed(logits, prompts, Named(name));
            FilteredScores.Check($"{file}: {name}", name.Contains("probs") ? scores.softmax(1) : scores, golden.Read("out." + name), 1e-6);
        }
        Assert.NotEmpty(names);
    }

    [GoldenTheory("stage3_hf/sampling_distribution")]
    public void Sampling_draws_from_the_library_s_distribution(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var (logits, seen) = (golden.Read("in.logits"), golden.Read("in.prev_ids"));
        foreach (var setting in golden.Config.GetProperty("settings").EnumerateObject())
        {
            var options = LibraryArguments.Options(setting.Value, golden.Int("eos_token_id")) with { Sample = true };
            var rows = tensor(golden.Config.GetProperty("rows").GetProperty(setting.Name).EnumerateArray().Select(row => row.GetInt64()).ToArray());
            var scores = new LogitsChain(options).Process(logits.index_select(0, rows), seen.index_select(0, rows), (int)seen.shape[1]);
            FilteredScores.Check($"{file}: {setting.Name}", scores, golden.Read("out.scores." + setting.Name), 1e-6);
            golden.Check("out.probs." + setting.Name, scores.softmax(1), 0, 1e-6);
        }
        var first = new LogitsChain(GenerationOptions.Greedy with { Sample = true }).Process(golden.Read("out.generate_first_logits"), null, 0);
        FilteredScores.Check($"{file}: first step", first, golden.Read("out.generate_first_scores.library_defaults"), 1e-6);
    }

    [Fact]
    public void Cases_name_their_filters() =>
        Assert.Equal(
            GenerationOptions.Greedy with { Sample = true, RepetitionPenalty = 2, Temperature = 0.8, TopK = 12, TopP = 0.85 },
            Named("rep2.0_temp0.8_topk12_topp0.85"));

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(3, 0, 2)] // something to choose from even where no token ends a text
    [InlineData(3, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(3, 9, 5)] // no more than there are
    public void Beams_are_left_enough_tokens(int beams, int ends, int kept)
    {
        using var scope = NewDisposeScope();
        var options = GenerationOptions.Greedy with { Sample = true, TopK = 0, TopP = 1e-3, MinP = 0.999, Beams = beams, Ends = [.. Enumerable.Range(0, ends)] };
        var scores = new LogitsChain(options).Process(tensor(new[] { 0f, 1, 2, 3, 4 }, 1, 5), null, 0);
        Assert.Equal(kept, scores.isfinite().sum().item<long>());
    }

    /// <summary>The texts have different lengths, so each goes alone.</summary>
    private static Tensor Processed(Tensor logits, List<long[]> prompts, GenerationOptions options)
    {
        var chain = new LogitsChain(options);
        var rows = prompts.Select((ids, i) => chain.Process(logits.narrow(0, i, 1), tensor(ids, 1, ids.Length, dtype: ScalarType.Int64), 0));
        return cat([.. rows], 0);
    }

    /// <summary>The filters that a case names, for example "rep1.2_temp0.8_topk12_topp0.85".</summary>
    private static GenerationOptions Named(string name)
    {
        var options = GenerationOptions.Greedy with { Sample = true, TopK = 0 };
        foreach (Match part in Part().Matches(name))
        {
            var value = double.Parse(part.Groups["value"].Value, CultureInfo.InvariantCulture);
            options = part.Groups["filter"].Value.Replace("_", "") switch
            {
                "reppenalty" or "rep" => options with { RepetitionPenalty = value },
                "temperature" or "temp" => options with { Temperature = value },
                "topk" => options with { TopK = (int)value },
                _ => options with { TopP = value },
            };
        }
        return options;
    }

    [GeneratedRegex(@"(?<filter>rep_penalty_|rep|temperature_|temp_|temp|top_k_|topk|top_p_|topp)(?<value>\d+(\.\d+)?)")]
    private static partial Regex Part();
}
