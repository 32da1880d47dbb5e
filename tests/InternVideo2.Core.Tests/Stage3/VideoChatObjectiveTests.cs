using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Stage3;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>What cannot be learned is said or costs nothing; padding, tiles and truncation change nothing that they should not.</summary>
public sealed class VideoChatObjectiveTests
{
    private static readonly Stage3Options Options = SmallChat.Options.For(SmallChat.Tokenizers);

    [Fact]
    public void A_batch_without_anything_to_learn_costs_nothing()
    {
        using var objective = Create(Options.Instruction with { MaxTokens = 3 });
        using var random = new RandomStreams(1);
        using var batch = SmallChat.Batch(MediaType.Video);

        var losses = objective.Compute(batch, random);
        losses.Total.backward();

        Assert.Equal(0, losses.Total.item<float>());
        Assert.All(objective.Model.parameters().Select(p => p.grad).OfType<Tensor>(), gradient => Assert.Equal(0, gradient.abs().sum().item<float>()));
    }

    [Fact]
    public void Texts_alone_have_a_loss_in_a_run_that_trains_nothing_of_the_language_model()
    {
        using var objective = Create(Options.Instruction, ChatPhase.Connection);
        using var random = new RandomStreams(1);
        using var batch = SmallChat.Batch(MediaType.Text);

        var losses = objective.Compute(batch, random);
        losses.Total.backward();

        Assert.True(losses.Total.item<float>() > 0);
        Assert.Equal(0, objective.Chat.Projection.weight.grad!.abs().sum().item<float>());
    }

    [Fact]
    public void Views_of_a_sample_stand_one_after_the_other()
    {
        using var objective = Create(Options.Instruction);
        objective.Model.eval();
        using var scope = NewDisposeScope();
        var model = objective.Chat;
        using var clips = SmallChat.Batch(MediaType.Video);
        using var batch = new ClipBatch(cat([clips.Frames, clips.Frames.narrow(0, 0, 1)], 0), clips.Ids) { Media = MediaType.Video, Questions = clips.Questions, Views = [1, 2] };
        using var random = new RandomStreams(1);

        var text = objective.Script.Write(batch, random);
        var visual = model.Look(batch.Frames, text.Instruction);
        var embeddings = PromptSplice.Embed(model.Language, text.Prompts, visual, text.VisualRows);

        Assert.Equal([model.VisualRows, 2 * model.VisualRows], text.VisualRows);
        Assert.Equal(3, text.Instruction!.Count);
        var second = embeddings[1].index_select(0, text.Prompts.Visual[1].nonzero().flatten());
        Assert.True(second.Equals(visual.narrow(0, 1, 2).reshape(-1, second.shape[1])));
        Assert.Equal("two", batch.Ids[batch.SampleOf(2)]);
    }

    [Fact]
    public void More_clips_than_places_are_refused()
    {
        using var objective = Create(Options.Instruction);
        using var random = new RandomStreams(1);
        using var batch = SmallChat.Batch(MediaType.Video);
        using var text = objective.Script.Write(batch, random);
        using var three = zeros([3, objective.Chat.VisualRows, Options.Language.Width], ScalarType.Float32);

        var error = Assert.Throws<PromptException>(() => PromptSplice.Embed(objective.Chat.Language, text.Prompts, three, text.VisualRows));

        Assert.Contains("placeholder", error.Message);
    }

    [Fact]
    public void The_first_embedding_can_be_the_begin_tokens_number()
    {
        using var objective = Create(Options.Instruction with { BeginsWithNumber = true, QFormerReads = false });
        using var random = new RandomStreams(1);
        using var batch = SmallChat.Batch(MediaType.Text);
        using var text = objective.Script.Write(batch, random);

        using var embeddings = PromptSplice.Embed(objective.Chat.Language, text.Prompts, null, text.VisualRows, text.First);

        Assert.Equal((double)SmallChat.Tokenizers.Language.Begin!, text.First);
        Assert.All(embeddings.select(1, 0).flatten().data<float>().ToArray(), value => Assert.Equal((float)text.First!, value));
    }

    [Fact]
    public void Missing_questions_and_captions_are_named()
    {
        using var objective = Create(Options.Instruction);
        using var random = new RandomStreams(1);
        using var full = SmallChat.Batch(MediaType.Video);
        using var bare = new ClipBatch(full.Frames.alias(), full.Ids);
        var connection = new ConnectionScript(Options.Connection, SmallChat.Tokenizers.Language, 7);

        Assert.Contains("conversations", Assert.Throws<ArgumentException>(() => objective.Compute(bare, random)).Message);
        Assert.Contains("'caption'", Assert.Throws<ArgumentException>(() => connection.Write(bare, random)).Message);
    }

    [Fact]
    public void The_language_model_is_told_when_frames_were_taken_if_its_style_was_trained_so()
    {
        using var media = new ShapesMedia(new ShapesMediaOptions { Size = 28 });
        using var data = new MediaMixer([media.Conversations(ShapesSplit.Train, 2)], new ClipDatasetOptions { BatchSize = 2, Seed = 1 });
        using var random = new RandomStreams(1);
        using var known = data.Next();
        using var unknown = SmallChat.Batch(MediaType.Video);
        using var picture = SmallChat.Batch(MediaType.Image);

        Assert.Equal(2, known.FrameTimes.Count);
        using var told = Script(Options.Instruction with { TellsFrames = true }).Write(known, random);
        using var untold = Script(Options.Instruction).Write(known, random);
        var message = FramesMessage.Of(known.FrameTimes[1]).Trim();
        Assert.Contains(message, Words(told));
        Assert.Contains("8 frames sampled at 0.", message);
        Assert.DoesNotContain("sampled", Words(untold));

        var vicuna = Script(Options.Instruction with { Style = PromptStyle.Vicuna });
        Assert.Contains("when the frames of 'one' were taken", Assert.Throws<ArgumentException>(() => vicuna.Write(unknown, random)).Message);
        using var still = Script(Options.Instruction with { TellsFrames = true }).Write(picture, random);
        Assert.DoesNotContain("sampled", Words(still));

        InstructionScript Script(InstructionOptions options) => new(options, SmallChat.Tokenizers, 7);
        string Words(ChatText text) => SmallChat.Tokenizers.Language.Decode([.. text.Prompts.Ids[1].data<long>().ToArray().Select(id => (int)id)], skipSpecial: true);
    }

    [Fact]
    public void Rows_of_InternVideo2_Chat_are_cut_with_what_is_seen()
    {
        using var batch = SmallChat.Batch(MediaType.Video);
        using var random = new RandomStreams(1);
        foreach (var (style, longest) in new[] { (PromptStyle.InternVideo2Chat, 24), (PromptStyle.Mistral, 31) })
        {
            using var talk = new InstructionScript(new InstructionOptions { Style = style, MaxTokens = 24, QFormerReads = false }, SmallChat.Tokenizers, 7).Write(batch, random);
            Assert.Equal(longest, talk.Prompts.Length);
        }

        var options = new ConnectionOptions { Style = PromptStyle.InternVideo2Chat, Asks = false, MaxTokens = 24 };
        using var caption = new ConnectionScript(options, SmallChat.Tokenizers.Language, 7).Write(batch, random);
        Assert.Equal(24, caption.Prompts.Length);
    }

    [Fact]
    public void A_long_instruction_is_cut_to_what_the_QFormer_can_read()
    {
        using var objective = Create(Options.Instruction);
        using var random = new RandomStreams(1);
        using var batch = SmallChat.Batch(MediaType.Video) with { Questions = [.. Enumerable.Repeat((ClipQuestion[])[new(string.Join(' ', Enumerable.Repeat("red", 80)), "What moves?", "a star")], 2)] };
        using var text = objective.Script.Write(batch, random);

        Assert.Equal(Options.QFormer.MaxPositions, text.Instruction!.Length);
        Assert.True(objective.Compute(batch, random).Total.item<float>() > 0);
    }

    private static VideoChatObjective Create(InstructionOptions instruction, ChatPhase? phase = null)
    {
        var model = new VideoChatModel(Options.InstructionModel);
        return new VideoChatObjective(model, new InstructionScript(instruction, SmallChat.Tokenizers, model.VisualRows, Options.QFormer.MaxPositions), phase ?? ChatPhase.Instruction);
    }
}
