using System.Text.Json;
using InternVideo2.Data;
using InternVideo2.Stage3;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Stage3.Prompts;

/// <summary>Conversations, questions and captions are the official strings, numbers and labels.</summary>
[Trait("Category", "Golden")]
public sealed class PromptGoldenTests
{
    private const string Tokenizers = "stage3/tokenizer";

    [GoldenTheory("stage3/conversations")]
    public void Conversations(string file) => Assert.All(Cases(file, "cases"), @case =>
    {
        var template = Template(@case);
        var prompt = Prompt(@case, Text(@case, "msg"));
        Assert.Equal(Text(@case, "conversation"), template.Conversation(prompt));
        Assert.Equal(Text(@case, "instruction"), template.Instruction(prompt.Turns, @case.GetProperty("return_question_instruction").GetBoolean()));
    });

    [GoldenTheory("stage3/chat_prompts")]
    public void Chat(string file)
    {
        var template = ConversationTemplate.Of(PromptStyle.InternVideo2Chat);
        var tokenizer = Tokenizer("tiny_bpe_chat.model", legacy: false);
        Assert.All(Cases(file, "chat"), @case =>
        {
            var prompt = new ChatPrompt
            {
                Media = Media(@case),
                System = Text(@case, "instruction"),
                FramesMessage = Text(@case, "msg"),
                History = [.. @case.GetProperty("history").EnumerateArray().Select(turn => new ChatTurn(turn[0].GetString()!, turn[1].GetString()!))],
                Question = Text(@case, "user_prompt"),
            };
            Assert.Equal(Text(@case, "conversation"), template.Chat(prompt));
            var row = template.Chat(tokenizer, prompt, new VisualTokens(96));
            Assert.Equal(Numbers(@case, "input_ids"), row.Ids);
            Assert.Equal(Numbers(@case, "visual_index"), row.Visual.Select(place => place ? 1 : 0));
        });
        Assert.All(Cases(file, "training"), @case =>
        {
            var tiles = @case.GetProperty("hd_tiles").GetInt32();
            var prompt = Prompt(@case, tiles == 0 && Media(@case) == MediaType.Video ? FramesMessage.Of([0.5, 1.5]) : "");
            Assert.Equal(Text(@case, "instruction"), template.Instruction(prompt.Turns));
            // The published code learns the first turn only.
            var row = template.Train(tokenizer, prompt with { Turns = [prompt.Turns[0]] }, new VisualTokens(7, Math.Max(1, tiles), tiles > 0));
            var length = @case.GetProperty("max_length").GetInt32();
            using var batch = PromptBatch.Of([row], tokenizer.Unknown, length, padTo: length);
            Assert.Equal(Numbers(@case, "input_ids"), batch.Ids.data<long>().Select(id => (int)id));
            Assert.Equal(Numbers(@case, "attention_mask"), batch.Mask.data<long>().Select(kept => (int)kept));
            Assert.Equal(Numbers(@case, "labels"), batch.Labels.data<long>().Select(label => (int)label));
            Assert.Equal(Numbers(@case, "visual_index"), batch.Visual.data<bool>().Select(place => place ? 1 : 0));
        });
    }

    [GoldenTheory("stage3/pre_text")]
    public void Caption_cleaning(string file) => Assert.All(Cases(file, "cases"), @case =>
    {
        Assert.Equal(Text(@case, "out"), CaptionText.Clean(Text(@case, "text")));
        Assert.Equal(Text(@case, "out_max3"), CaptionText.Clean(Text(@case, "text"), 3));
    });

    [GoldenTheory("stage3/instruct")]
    public void Instruction_tuning(string file)
    {
        using var golden = new GoldenFile(file);
        var template = Template(golden.Config);
        var tokenizer = Tokenizer(golden.Text("sp", ""), legacy: true);
        var media = golden.Int("T_input") switch { 0 => MediaType.Text, 1 => MediaType.Image, _ => MediaType.Video };
        var visual = new VisualTokens(golden.Int("nq") + golden.Int("nqx"));
        var rows = golden.Config.GetProperty("qa").EnumerateArray().Select((turns, sample) =>
        {
            var prompt = new TrainingPrompt { Turns = Turns(turns), Media = media, FramesMessage = golden.Config.GetProperty("msg")[sample].GetString()! };
            Assert.Equal(golden.Config.GetProperty("conversations")[sample].GetString(), template.Conversation(prompt));
            Assert.Equal(golden.Config.GetProperty("instructions")[sample].GetString(), template.Instruction(prompt.Turns));
            return template.Train(tokenizer, prompt, visual);
        }).ToList();

        using var batch = PromptBatch.Of(rows, tokenizer.End!.Value, golden.Int("max_txt_len") + visual.Total);
        golden.Check("out.labels", batch.Labels, 0);
        golden.Check("out.attention_mask", batch.Mask, 0);
        foreach (var (sample, row) in rows.Index())
        {
            using var before = golden.Read($"in.before_ids.{sample}");
            using var after = golden.Read($"in.after_ids.{sample}");
            Assert.Equal(before.data<long>().Concat(after.data<long>()), row.Ids.Skip(1).Where((_, place) => !row.Visual[place + 1]).Select(id => (long)id));
        }
    }

    [GoldenTheory("stage3/connect")]
    public void Connecting(string file)
    {
        using var golden = new GoldenFile(file);
        var template = Template(golden.Config);
        var tokenizer = Tokenizer(golden.Text("sp", ""), legacy: true);
        var visual = new VisualTokens(golden.Int("nq") + golden.Int("nqx"));
        Assert.Equal(golden.Text("end_sym", ""), template.CaptionEnd);
        var rows = golden.Config.GetProperty("captions").EnumerateArray().Select(caption => template.Train(tokenizer, new CaptionPrompt
        {
            Prompt = golden.Text("prompt", ""),
            Caption = caption.GetString()!,
            Media = golden.Int("T_input") == 1 ? MediaType.Image : MediaType.Video,
            MaxCaptionTokens = golden.Int("max_txt_len"),
            NotLearned = tokenizer.End,
        }, visual)).ToList();

        using var batch = PromptBatch.Of(rows, tokenizer.End!.Value);
        golden.Check("out.labels", batch.Labels, 0);
        golden.Check("out.attention_mask", batch.Mask, 0);
    }

    private static IEnumerable<JsonElement> Cases(string file, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        return [.. document.RootElement.GetProperty(name).EnumerateArray().Select(element => element.Clone())];
    }

    private static LlamaTokenizer Tokenizer(string name, bool legacy) =>
        new(SentencePieceTokenizer.Load(GoldenFolder.FullPath($"{Tokenizers}/{name}")), new TokenizerConfig { Legacy = legacy });

    private static ConversationTemplate Template(JsonElement @case) => ConversationTemplate.Of(Enum.Parse<PromptStyle>(Text(@case, "family"), ignoreCase: true));

    private static TrainingPrompt Prompt(JsonElement @case, string message) => new()
    {
        Turns = Turns(@case.GetProperty("qa")),
        Media = Media(@case),
        System = Text(@case, "system"),
        FramesMessage = message,
    };

    private static ClipQuestion[] Turns(JsonElement turns) =>
        [.. turns.EnumerateArray().Select(turn => new ClipQuestion(Text(turn, "i"), Text(turn, "q"), Text(turn, "a")))];

    private static MediaType Media(JsonElement @case) => Enum.Parse<MediaType>(Text(@case, "media"), ignoreCase: true);

    private static string Text(JsonElement @case, string name) => @case.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static int[] Numbers(JsonElement @case, string name) => [.. @case.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];
}
