using System.Text.Json;
using InternVideo2.Language;
using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Every run of Hugging Face's generate() gives the same tokens here, and beam search the same scores.</summary>
public sealed class GenerationGoldenTests
{
    [GoldenTheory("stage3_hf/generate")]
    public void Runs_give_the_library_s_tokens_and_scores(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = GoldenWriter.OfLibrary(golden);
        using var scope = NewDisposeScope();
        foreach (var run in golden.Config.GetProperty("runs").EnumerateObject())
        {
            var options = LibraryArguments.Options(run.Value, golden.Int("eos_token_id"));
            var texts = Run(golden, model, run.Value, options);
            Assert.Equal(Expected(golden, run.Name, run.Value), texts.Select(text => string.Join(" ", text.Ids)));
            if (options.Beams == 1) continue;
            var scores = tensor(texts.Select(text => (float)text.Score!.Value).ToArray());
            golden.Check($"out.{run.Name}.sequences_scores", scores, 1e-5);
        }
    }

    [GoldenTheory("stage3_hf/generate")]
    public void Scores_of_each_step_are_the_library_s(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = GoldenWriter.OfLibrary(golden);
        using var scope = NewDisposeScope();
        var (expected, sequences) = (golden.Read("out.greedy.step_logits"), golden.Read("out.greedy.sequences"));
        var lengths = golden.Read("out.greedy.lengths").data<long>().ToArray();
        using var state = new DecodingState(model, golden.Read("in.inputs_embeds"), golden.Read("in.attention_mask"), expected.shape[0]);
        for (var step = 0; step < expected.shape[0]; step++)
        {
            if (step > 0) state.Append([.. Enumerable.Range(0, lengths.Length).Select(row => (int)sequences[row, step - 1].ToInt64())]);
            var open = tensor(lengths.Select(length => step < length ? 1f : 0f).ToArray()).unsqueeze(1);
            Close.Check($"{file}: logits of step {step}", state.Scores.mul(open), expected[step], 1e-5);
        }
    }

    [GoldenTheory("stage3/decode_greedy")]
    public void Text_goes_on_after_a_spliced_prompt(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = GoldenWriter.OfShortNames(golden);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor Words(string name) => model.Embed(golden.Read(name).unsqueeze(0));
        var prompt = cat([Words("in.prompt_before_ids"), golden.Read("in.visual").unsqueeze(0), Words("in.prompt_after_ids")], 1);
        var greedy = GenerationOptions.Greedy with { MaxNewTokens = golden.Int("N"), Ends = [2] };
        void Check(string name, GenerationOptions options, string? score = null)
        {
            var text = TextGeneration.Run(model, prompt, null, options)[0];
            var expected = golden.Read(name).data<long>().ToArray().Select(id => (int)id);
            Assert.Equal(expected.TakeWhile(id => id != 2), text.Ids.TakeWhile(id => id != 2));
            if (score is not null) golden.Check(score, tensor((float)text.Score!.Value), 1e-5);
        }
        var stop = golden.Read("in.stop_sequence").data<long>().ToArray().Select(id => (int)id).ToArray();
        Check("out.greedy_ids", greedy);
        Check("out.greedy_ids_rep_penalty_1.5", greedy with { RepetitionPenalty = 1.5 });
        Check("out.greedy_ids_stopped", greedy with { StopSequences = [stop] });
        var ten = greedy with { MaxNewTokens = 10 };
        Check("out.beam3_lp1.0_ids", ten with { Beams = 3 }, "out.beam3_lp1.0_score");
        Check("out.beam2_lp0.5_ids", ten with { Beams = 2, LengthPenalty = 0.5 }, "out.beam2_lp0.5_score");

        using var state = new DecodingState(model, prompt, null, 2);
        golden.Check("out.first_logits", state.Scores.squeeze(0), 1e-5);
        state.Append([(int)golden.Read("out.greedy_ids")[0].ToInt64()]);
        golden.Check("out.second_logits_from_cache", state.Scores.squeeze(0), 1e-5);
    }

    private static IReadOnlyList<GeneratedSequence> Run(GoldenFile golden, LanguageModel model, JsonElement run, GenerationOptions options)
    {
        var rows = tensor(run.GetProperty("rows").EnumerateArray().Select(row => row.GetInt64()).ToArray());
        Tensor Input(string name) => golden.Read(name).index_select(0, rows);
        return run.GetProperty("start").GetString() switch
        {
            "ids" => TextGeneration.RunFromIds(model, Input("in.input_ids"), Input("in.attention_mask"), options),
            "embeds" => TextGeneration.Run(model, Input("in.inputs_embeds"), Input("in.attention_mask"), options),
            _ => TextGeneration.Run(model, Input("in.inputs_embeds"), null, options),
        };
    }

    /// <summary>The new tokens of each text, without what fills up shorter ones.</summary>
    private static IEnumerable<string> Expected(GoldenFile golden, string run, JsonElement settings)
    {
        var (sequences, lengths) = (golden.Read($"out.{run}.sequences"), golden.Read($"out.{run}.lengths").data<long>().ToArray());
        var prompt = settings.GetProperty("start").GetString() == "ids" ? golden.Int("S") : 0;
        return lengths.Select((length, row) => string.Join(" ", sequences[row].data<long>().ToArray()[prompt..(int)length]));
    }
}
