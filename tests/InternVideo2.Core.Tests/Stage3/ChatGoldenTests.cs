using InternVideo2.Data;
using InternVideo2.Stage3;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>
/// Sub-stages 3.2, 3.3, the high-resolution one and InternVideo2-Chat are the official models from the strings to the gradients.
/// </summary>
[Trait("Category", "Golden")]
public sealed class ChatGoldenTests
{
    [GoldenTheory("stage3/connect")]
    public void Connection_learns_captions_as_officially(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = GoldenChat.Model(golden);
        using var scope = NewDisposeScope();
        var frames = golden.Read("in.video").transpose(1, 2); // B 3 T S S
        var options = new ConnectionOptions { Style = GoldenChat.Style(golden), MaxTokens = golden.Int("max_txt_len"), IgnoresPaddingNumber = true };
        var script = new ConnectionScript(options, GoldenChat.Tokenizer(golden), model.VisualRows);
        string[] captions = [.. golden.Config.GetProperty("captions").EnumerateArray().Select(caption => caption.GetString()!)];

        var text = script.Write(golden.Text("prompt", ""), captions, frames.shape[2] == 1 ? MediaType.Image : MediaType.Video);

        CheckText(golden, text);
        GoldenChat.CheckStep(golden, model, frames, text);
    }

    [GoldenTheory("stage3/instruct")]
    public void Instruction_tuning_learns_answers_as_officially(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = GoldenChat.Model(golden);
        using var scope = NewDisposeScope();
        var frames = golden.Read("in.video").transpose(1, 2); // B 3 T S S
        var media = frames.shape[2] == 1 ? MediaType.Image : MediaType.Video;

        var text = Write(golden, model, media, [.. Enumerable.Repeat(1, (int)frames.shape[0])], highResolution: false);

        CheckText(golden, text);
        GoldenChat.CheckStep(golden, model, frames, text);
    }

    [GoldenTheory("stage3/hd_mistral")]
    public void Tiles_and_text_alone_are_learned_as_officially(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = GoldenChat.Model(golden);
        using var scope = NewDisposeScope();
        Tensor[] tiles = [.. golden.Keys("in.video.").Select(sample => TileCut.Cut(golden.Read("in.video." + sample).transpose(0, 1), golden.Int("img")))];
        var frames = tiles.Length == 0 ? null : cat(tiles, 0); // N 3 T S S
        if (frames is not null) golden.Check("out.encoder_input", frames, 1e-5);
        var media = frames is null ? MediaType.Text : frames.shape[2] == 1 ? MediaType.Image : MediaType.Video;
        int[] views = frames is null
            ? [.. golden.Config.GetProperty("qa").EnumerateArray().Select(_ => 0)]
            : [.. tiles.Select(sample => (int)sample.shape[0])];

        var text = Write(golden, model, media, views, highResolution: true);

        CheckText(golden, text);
        GoldenChat.CheckStep(golden, model, frames, text);
    }

    [GoldenTheory("stage3/chat_internvideo2")]
    public void InternVideo2_Chat_sees_and_speaks_as_officially(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = GoldenChat.Model(golden);
        using var scope = NewDisposeScope();
        var video = golden.Read(golden.Has("in.video") ? "in.video" : "in.image");
        var frames = (video.ndim == 6 ? video.flatten(0, 1) : video).transpose(1, 2); // N 3 T S S
        var prompts = new PromptBatch(golden.Read("in.input_ids"), golden.Read("in.attention_mask"), golden.Read("in.visual_index"), golden.Read("in.labels"));
        int[] rows = [.. Enumerable.Repeat((int)(frames.shape[0] / prompts.Count) * model.VisualRows, (int)prompts.Count)];

        golden.Check("out.encoder_tokens", model.Vision.call(frames, null), GoldenChat.Outputs);
        golden.Check("out.qformer_tokens", model.QFormer.Queries(model.See(frames), GoldenChat.QFormerText(golden)), GoldenChat.Outputs);
        GoldenChat.CheckStep(golden, model, frames, new ChatText(prompts, rows, GoldenChat.QFormerText(golden)));
    }

    private static ChatText Write(GoldenFile golden, VideoChatModel model, MediaType media, int[] views, bool highResolution)
    {
        // The Q-Former's texts are given: the files were made with another tokenizer for it.
        var options = new InstructionOptions { Style = GoldenChat.Style(golden), MaxTokens = golden.Int("max_txt_len"), QFormerReads = false, BeginsWithNumber = true };
        var script = new InstructionScript(options, new ChatTokenizers(GoldenChat.Tokenizer(golden)), model.VisualRows);
        return script.Write(GoldenChat.Conversations(golden, media), views, highResolution) with { Instruction = GoldenChat.QFormerText(golden) };
    }

    private static void CheckText(GoldenFile golden, ChatText text)
    {
        golden.Check("out.attention_mask", text.Prompts.Mask, 0);
        golden.Check("out.labels", text.Prompts.Labels, 0);
    }
}
