using System.Diagnostics;
using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Evaluation;
using InternVideo2.Language;
using InternVideo2.Stage3;
using InternVideo2.Tests.Encoders;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3.Chat;

/// <summary>
/// Answers come in pieces that are those of the whole, depend on the clip and on what was said before, can be stopped, and are the same from a saved folder; tests are
/// answered as conversations are.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class VideoChatTests : IDisposable
{
    private static readonly GenerationOptions Brief = GenerationOptions.Greedy with { MaxNewTokens = 12 };

    private readonly VideoChatModel model = new(SmallChat.Options.For(SmallChat.Tokenizers).InstructionModel);
    private readonly VideoChat chat;

    public VideoChatTests()
    {
        model.eval();
        chat = new VideoChat(model, SmallChat.Tokenizers, new VideoChatOptions { Instruction = "", Generation = Brief, Transform = new CentreTransform { Size = 28 } });
    }

    [Fact]
    public async Task Pieces_make_up_the_answer_and_the_history()
    {
        using var talk = chat.About(Clip(0));
        var pieces = await Pieces(talk.Ask("What moves?"));
        Assert.Equal(12, talk.Tokens.Count);
        var answer = string.Concat(pieces);
        Assert.Equal(new ChatTurn("What moves?", answer), Assert.Single(talk.History));
        Assert.Equal(chat.Template.Answer(SmallChat.Tokenizers.Language, [.. talk.Tokens.Select(token => token.Id)]), answer);
        Assert.Equal(pieces, await Pieces(chat.Ask(Clip(0), "What moves?")));

        // The second question is read after the first one and its answer: as many tokens more.
        await Pieces(talk.Ask("Which color is it?"));
        Assert.Equal(2, talk.History.Count);
        talk.StartOver();
        Assert.Equal(pieces, await Pieces(talk.Ask("What moves?")));
    }

    [Fact]
    public async Task Answers_depend_on_the_clip_and_on_what_was_said_before()
    {
        SmallEncoder.Disturbed(model);
        async Task<double[]> Beliefs(ClipConversation talk, string question)
        {
            await Pieces(talk.Ask(question));
            return [.. talk.Tokens.Select(token => token.Probability)];
        }
        using var talk = chat.About(Clip(0));
        using var elsewhere = chat.About(Clip(1));
        var alone = await Beliefs(talk, "Which color is it?");
        Assert.NotEqual(alone, await Beliefs(elsewhere, "Which color is it?"));
        talk.StartOver();
        await Pieces(talk.Ask("What moves?"));
        Assert.NotEqual(alone, await Beliefs(talk, "Which color is it?"));
    }

    [Fact]
    public async Task A_picture_is_asked_about_as_a_picture()
    {
        using var folder = new TemporaryFolder();
        Pictures(folder.File("one.png"), 1);
        var picture = chat.Read(folder.File("one.png"));
        Assert.Equal(1, picture.Frames);
        using var talk = chat.About(picture);
        var answer = string.Concat(await Pieces(talk.Ask("Which color is it?")));
        using var batch = new ClipBatch(new CentreTransform { Size = 28 }.Apply(picture, new SeededRandom(0)).unsqueeze(0), ["one"]) { Media = MediaType.Image };
        Assert.Equal(chat.Answer(batch, [new(0, "Which color is it?")], CancellationToken.None).Single(), answer);
    }

    [Fact]
    public void The_times_of_frames_are_told_where_the_model_was_tuned_so_and_they_are_known()
    {
        var tuned = SmallChat.Options.Instruction with { TellsFrames = true };
        using var told = new VideoChat(model, SmallChat.Tokenizers, VideoChatOptions.Of(tuned) with { Generation = Brief });
        Assert.Equal(FramesMessage.Of([0, 1.5]), told.Told(MediaType.Video, [0, 1.5]));
        Assert.Equal("", told.Told(MediaType.Image, [0]));
        Assert.Equal("", told.Told(MediaType.Video, []));
        Assert.Equal("", chat.Told(MediaType.Video, [0, 1.5])); // Mistral is not told
        using var vicuna = new VideoChat(model, SmallChat.Tokenizers, new VideoChatOptions { Style = PromptStyle.Vicuna });
        Assert.NotEqual("", vicuna.Told(MediaType.Video, [0, 1.5]));

        // Tests tell what conversations tell.
        using var silent = new ClipBatch(stack([Frames(0)]), ["zero"]);
        using var timed = new ClipBatch(stack([Frames(0)]), ["zero"]) { FrameTimes = [Clip(0).Timestamps] };
        double Believed(ClipBatch clips) => told.Likelihoods(clips, [new(0, "What moves?")], [["a red star"]], CancellationToken.None)[0][0].Sum;
        SmallEncoder.Disturbed(model);
        Assert.NotEqual(Believed(silent), Believed(timed));

        // Pictures of a folder have numbers, not times.
        using var folder = new TemporaryFolder();
        Pictures(folder.File("img_%05d.jpg"), 10);
        var frames = told.Read(folder.Path);
        Assert.Equal((8, 0), (frames.Frames, frames.Timestamps.Length));
    }

    [Fact]
    public void The_queries_of_InternVideo2_Chat_read_nothing_in_tests()
    {
        Assert.Null(VideoChatOptions.Of(Stage3Options.InternVideo2Chat8B.Instruction).Instruction);
        Assert.Equal("", VideoChatOptions.Of(Stage3Options.VideoChat2Mistral.Instruction).Instruction);
    }

    [Fact]
    public async Task A_conversation_that_outgrows_the_context_is_refused_and_stays_as_it_was()
    {
        using var talk = chat.About(Clip(0));
        await Pieces(talk.Ask("What moves?"));
        var longest = string.Join(' ', Enumerable.Repeat("What moves?", 300));
        await Assert.ThrowsAsync<ContextLengthException>(() => Pieces(talk.Ask(longest)));
        await Assert.ThrowsAsync<ArgumentException>(() => Pieces(talk.Ask(" ")));
        Assert.Single(talk.History);
        await Pieces(talk.Ask("Which color is it?"));
    }

    [Fact]
    public async Task An_answer_can_be_stopped_and_leaves_nothing()
    {
        using var talk = chat.About(Clip(0));
        await Pieces(talk.Ask("What moves?"));
        var before = AloneCollection.SettledTensors();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in talk.Ask("Which color is it?", Brief with { MaxNewTokens = 300 }, stop.Token)) await stop.CancelAsync();
        });
        await foreach (var _ in talk.Ask("Which color is it?", cancellation: CancellationToken.None)) break;
        Assert.Single(talk.History);
        Assert.Equal(before, AloneCollection.SettledTensors());
        Assert.False(model.training);
    }

    [Fact]
    public async Task A_saved_folder_answers_alike()
    {
        var answer = await Pieces(chat.Ask(Clip(1), "What moves?"));
        using var folder = new TemporaryFolder();
        PretrainedChat.Save(folder.File("chat"), model, SmallChat.Tokenizers, SmallChat.Options.Instruction);
        using var loaded = VideoChat.Load(folder.File("chat"));
        Assert.Equal((PromptStyle.Mistral, ""), (loaded.Options.Style, loaded.Options.Instruction));
        using var talk = loaded.About(Clip(1));
        Assert.Equal(answer, await Pieces(talk.Ask("What moves?", Brief)));
        Assert.ThrowsAny<IOException>(() => VideoChat.Load(folder.File("nothing")));
    }

    [Fact]
    public async Task A_training_model_is_asked_in_evaluation_mode()
    {
        var answer = await Pieces(chat.Ask(Clip(0), "What moves?"));
        model.train();
        Assert.Equal(answer, await Pieces(chat.Ask(Clip(0), "What moves?")));
        Assert.True(model.training);
    }

    [Fact]
    public async Task Tests_are_answered_as_conversations_are()
    {
        ChatRequest[] requests = [new(1, "What moves?"), new(0, "Which color is it, and what moves?"), new(0, "What moves?")];
        using var batch = new ClipBatch(stack([Frames(0), Frames(1)]), ["zero", "one"]);
        var answers = chat.Answer(batch, requests, CancellationToken.None);
        foreach (var (request, answer) in requests.Zip(answers))
            Assert.Equal(string.Concat(await Pieces(chat.Ask(Clip(request.Clip), request.Question))), answer);
        Assert.Equal("Mistral's form of prompts, greedy, at most 12 tokens, 8 frames", chat.Protocol);
    }

    [Fact]
    public async Task The_queries_read_the_first_question_where_the_model_was_tuned_so()
    {
        var tuned = SmallChat.Options.Instruction with { QFormerReadsQuestion = true };
        using var reading = new VideoChat(model, SmallChat.Tokenizers, VideoChatOptions.Of(tuned) with { Instruction = "Look.", Generation = Brief });
        Assert.Equal("Look. What moves?", reading.Reading("What moves?"));
        Assert.Equal("Watch. What moves?", reading.Reading("What moves?", "Watch."));
        Assert.Equal("", chat.Reading("What moves?"));

        // As if the question stood in the instruction. A second one changes nothing about what the queries find.
        using var told = new VideoChat(model, SmallChat.Tokenizers, new VideoChatOptions { Instruction = "Look. What moves?", Generation = Brief });
        using var first = reading.About(Clip(0));
        using var second = told.About(Clip(0));
        foreach (var question in (string[])["What moves?", "Which color is it?"])
            Assert.Equal(await Pieces(second.Ask(question)), await Pieces(first.Ask(question)));

        // In tests each question is the first of its own conversation.
        using var batch = new ClipBatch(stack([Frames(0), Frames(1)]), ["zero", "one"]);
        ChatRequest[] requests = [new(1, "What moves?"), new(0, "Which color is it?"), new(0, "What moves?")];
        foreach (var (request, answer) in requests.Zip(reading.Answer(batch, requests, CancellationToken.None)))
            Assert.Equal(string.Concat(await Pieces(reading.Ask(Clip(request.Clip), request.Question))), answer);
    }

    [Fact]
    public async Task An_instruction_stands_where_it_stood_in_training_and_is_read_by_the_queries()
    {
        SmallEncoder.Disturbed(model);
        using var told = new VideoChat(model, SmallChat.Tokenizers, chat.Options with { Instruction = "Look.", System = "Look. " });
        using var batch = new ClipBatch(stack([Frames(0)]), ["zero"]);
        var request = new ChatRequest(0, "What moves?") { Instruction = "Look." };
        Assert.Equal(string.Concat(await Pieces(told.Ask(Clip(0), "What moves?"))), chat.Answer(batch, [request], CancellationToken.None).Single());
        double Believed(VideoChat who, ChatRequest asked) => who.Likelihoods(batch, [asked], [["a red star"]], CancellationToken.None)[0][0].Sum;
        Assert.Equal(Believed(told, request with { Instruction = "" }), Believed(chat, request), 1e-4);
        Assert.NotEqual(Believed(chat, request with { Instruction = "" }), Believed(chat, request), 1e-3);
    }

    [Fact]
    public async Task A_clip_is_seen_tile_by_tile_in_high_resolution()
    {
        var tiles = new TiledClipsOptions { Grid = new TileGrid(2, 1), TileSize = 28 };
        using var sharp = new VideoChat(model, SmallChat.Tokenizers, chat.Options with { Tiles = tiles });
        using var talk = sharp.About(Clip(0));
        var answer = string.Concat(await Pieces(talk.Ask("What moves?")));

        using var cut = new TiledClips(tiles);
        using var batch = new ClipBatch(cut.Cut(Clip(0)), ["zero"]) { Views = [3] };
        Assert.Equal(sharp.Answer(batch, [new(0, "What moves?")], CancellationToken.None).Single(), answer);
    }

    [Fact]
    public void Likelihoods_are_those_of_each_token_in_turn()
    {
        using var batch = new ClipBatch(stack([Frames(0), Frames(1)]), ["zero", "one"]);
        var both = chat.Likelihoods(batch, [new(0, "What moves?"), new(1, "What moves?")], [["a red star", "a blue circle turns"], ["a red star"]], CancellationToken.None);
        Assert.Equal([2, 1], both.Select(request => request.Count));
        var alone = chat.Likelihoods(batch, [new(1, "What moves?")], [["a red star"]], CancellationToken.None)[0][0];
        Assert.Equal(alone.Sum, both[1][0].Sum, 1e-3);
        // An untrained model takes every token to be about equally likely.
        Assert.All(both.SelectMany(request => request), likelihood => Assert.InRange(likelihood.Mean, -Math.Log(512) - 1.5, -Math.Log(512) + 1.5));
        Assert.True(both[0][1].Tokens > both[0][0].Tokens);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("looks at 8", Assert.Throws<ArgumentException>(() => chat.About(Clip(0, frames: 4))).Message);
        Assert.Contains("ReadsQuestion is True", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoChat(model, SmallChat.Tokenizers, new() { ReadsQuestion = true })).Message);
        Assert.Contains("Frames is 4", Assert.Throws<ArgumentException>(() => new VideoChat(model, SmallChat.Tokenizers, new() { Frames = 4 })).Message);
        using var batch = new ClipBatch(stack([Frames(0)]), ["zero"]);
        var longest = string.Join(' ', Enumerable.Repeat("a red star", 300));
        Assert.Throws<ContextLengthException>(() => chat.Likelihoods(batch, [new(0, "What moves?")], [[longest]], CancellationToken.None));
        Assert.Contains("Instruction", Assert.Throws<ArgumentException>(() => new VideoChat(model, SmallChat.Tokenizers with { Words = null }, new() { Instruction = "Look." })).Message);
    }

    public void Dispose()
    {
        chat.Dispose();
        model.Dispose();
    }

    private static VideoClip Clip(int index, int frames = 8) => ShapesPainter.Paint(
        ShapesScene.Draw(0, index, ShapesSplit.Test), 28, [.. Enumerable.Range(0, frames).Select(frame => frame * 3)]);

    // Numbered from 1 where the name has a place for it.
    private static void Pictures(string path, int count)
    {
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc=s=28x28", "-frames:v", $"{count}", path]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
    }

    private static Tensor Frames(int index) => new CentreTransform { Size = 28 }.Apply(Clip(index), new SeededRandom(0));

    private static async Task<List<string>> Pieces(IAsyncEnumerable<string> answer)
    {
        var pieces = new List<string>();
        await foreach (var piece in answer) pieces.Add(piece);
        return pieces;
    }
}
