using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>A real pretrained model: its files, numbers and text.</summary>
public sealed class StoriesModelTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage3_hf/stories260K", NeedsStories = true)]
    public void Numbers_and_continuations_are_the_library_s(string file)
    {
        using var golden = new GoldenFile(file);
        using var opened = PretrainedLanguageModel.Open(StoriesModel.Folder);
        var model = opened.Model;
        foreach (var parameter in model.parameters()) parameter.requires_grad = true;
        using var scope = NewDisposeScope();
        var ids = golden.Read("in.text_ids").unsqueeze(0);
        var states = model.States(model.Embed(ids));
        golden.Check("out.text_last_hidden", states[0], Tolerance);
        golden.Check("out.text_logits", model.Words(states)[0], Tolerance);
        var loss = NextTokenLoss.Of(model, states, ids);
        golden.Check("out.text_loss", loss, Tolerance);
        loss.backward();
        var gradients = OfficialKeys.TiedLanguage.Parameters(model).ToDictionary(entry => entry.Name, entry => entry.Parameter);
        foreach (var key in golden.Keys("grad.")) golden.Check("grad." + key, gradients[key].grad!, 5e-5);

        var greedy = GenerationOptions.Greedy with { MaxNewTokens = golden.Int("max_new_tokens"), Ends = [1, 2] };
        var beams = greedy with { Beams = golden.Int("num_beams"), LengthPenalty = golden.Number("length_penalty") };
        for (var prompt = 0; golden.Has($"in.prompt_ids.{prompt}"); prompt++)
        {
            Check("greedy", prompt, greedy);
            Check("repetition_penalty", prompt, greedy with { RepetitionPenalty = golden.Number("repetition_penalty") });
            Check("beam", prompt, beams);
        }

        void Check(string name, int prompt, GenerationOptions options)
        {
            var asked = golden.Read($"in.prompt_ids.{prompt}");
            var text = TextGeneration.RunFromIds(model, asked.unsqueeze(0), null, options)[0];
            Assert.Equal(golden.Read($"out.{name}_ids.{prompt}").data<long>().ToArray().Skip((int)asked.shape[0]), text.Ids.Select(id => (long)id));
            if (options.Beams > 1) Assert.Equal(golden.Read($"out.beam_score.{prompt}").ToDouble(), text.Score!.Value, 1e-5);
        }
    }

    [StoriesModelFact]
    public void Both_kinds_of_files_write_the_same_story()
    {
        var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(StoriesModel.Folder, "expected.json"))).RootElement;
        var tokenizer = TokenizerFolder.Load(StoriesModel.Folder);
        foreach (var path in new[] { StoriesModel.Folder, Path.Combine(StoriesModel.Folder, "stories260K.bin") })
        {
            using var opened = PretrainedLanguageModel.Open(path);
            using var scope = NewDisposeScope();
            int[] prompt = [tokenizer.Begin!.Value, .. tokenizer.Encode(expected.GetProperty("prompt").GetString()!)];
            var options = GenerationOptions.Greedy with { MaxNewTokens = 200, Ends = [1, 2] };
            var text = TextGeneration.RunFromIds(opened.Model, tensor(prompt.Select(id => (long)id).ToArray()).unsqueeze(0), null, options)[0];
            var written = tokenizer.Decode([.. prompt, .. text.Ids]);
            Assert.True(written.Length > 200);
            Assert.StartsWith(written, expected.GetProperty("greedy_text_run_c_n256").GetString());
        }
    }

    [StoriesModelFact]
    public void Texts_become_the_tokens_of_the_original_program()
    {
        var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(StoriesModel.Folder, "expected.json"))).RootElement;
        // The original program knows no special tokens in texts.
        var tokenizer = SentencePieceTokenizer.Load(Path.Combine(StoriesModel.Folder, "tokenizer.model"));
        foreach (var example in expected.GetProperty("tokenizer_examples").EnumerateArray())
        {
            Assert.Equal(example.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), tokenizer.Encode(example.GetProperty("text").GetString()!));
        }
    }
}
