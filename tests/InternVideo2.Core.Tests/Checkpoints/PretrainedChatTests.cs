using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Stage3;
using InternVideo2.Tests.Stage3;
using InternVideo2.Text;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A folder of a chat model holds all that is needed to use it; what it lacks is said.</summary>
public sealed class PretrainedChatTests
{
    private static readonly Stage3Options Options = SmallChat.Options.For(SmallChat.Tokenizers);

    [Fact]
    public void What_was_saved_sees_and_speaks_as_before()
    {
        using var folder = new TemporaryFolder();
        using var model = Saved(folder.Path);

        using var opened = PretrainedChat.Open(folder.Path);
        using var scope = NewDisposeScope();
        using var batch = SmallChat.Batch(MediaType.Video);
        var ids = tensor(new long[,] { { 5, 6, 7 } });

        Assert.Equal(model.Options, opened.Model.Options);
        Assert.True(opened.Report.IsComplete);
        Assert.Equal(Options.Instruction, opened.Description.Instruction);
        Assert.Equal(SmallChat.Tokenizers.Words!.Vocabulary, opened.Tokenizers.Words!.Vocabulary);
        Assert.Equal(SmallChat.Tokenizers.Language.Encode("a red star"), opened.Tokenizers.Language.Encode("a red star"));
        Assert.True(model.Look(batch.Frames).Equals(opened.Model.Look(batch.Frames)));
        Assert.True(model.Language.States(model.Language.Embed(ids)).Equals(opened.Model.Language.States(opened.Model.Language.Embed(ids))));
        Assert.All(opened.Model.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact]
    public void Shards_under_official_keys_are_opened_by_a_description()
    {
        using var folder = new TemporaryFolder();
        using var model = Saved(folder.Path);
        File.Delete(folder.File(PretrainedChat.FileName));
        var parts = OfficialKeys.ChatOf(model).FileState(model).Chunk(80).Select((part, i) => (Name: $"model-{i + 1:00000}.safetensors", Part: part)).ToList();
        foreach (var (name, part) in parts) SafetensorsWriter.Write(folder.File(name), part);
        var places = parts.SelectMany(shard => shard.Part.Select(entry => KeyValuePair.Create(entry.Name, shard.Name))).ToDictionary();
        File.WriteAllText(folder.File("model.safetensors.index.json"), System.Text.Json.JsonSerializer.Serialize(new { weight_map = places }));

        Assert.Contains("does not say how", Assert.Throws<CheckpointException>(() => PretrainedChat.Open(folder.Path)).Message);
        using var opened = PretrainedChat.Open(folder.Path, ChatDescription.Of(Options, SmallChat.Tokenizers.Words!));
        using var batch = SmallChat.Batch(MediaType.Video);
        using var scope = NewDisposeScope();
        Assert.True(model.Look(batch.Frames).Equals(opened.Model.Look(batch.Frames)));
        File.Delete(folder.File(parts[1].Name));
        Assert.Contains($"'{parts[1].Name}' is missing", Assert.Throws<CheckpointException>(() => PretrainedChat.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_folder_without_its_tokenizer_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var model = Saved(folder.Path);
        foreach (var file in Directory.GetFiles(folder.Path, "tokenizer*")) File.Delete(file);

        Assert.Contains("tokenizer", Assert.Throws<VocabularyException>(() => PretrainedChat.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_tokenizer_that_does_not_fit_the_embedding_is_refused()
    {
        var small = Options with { Language = Options.Language with { VocabularySize = 100 } };
        var error = Assert.Throws<VocabularyException>(() => small.For(SmallChat.Tokenizers));
        Assert.Contains("100", error.Message);
    }

    [Fact]
    public void Other_tokens_that_end_an_answer_are_kept()
    {
        using var folder = new TemporaryFolder();
        using var model = new VideoChatModel(Options.InstructionModel);
        var own = SmallChat.Tokenizers.Language.End!.Value;
        PretrainedChat.Save(folder.Path, model, SmallChat.Tokenizers with { Ends = [own, 17] }, Options.Instruction);
        using var opened = PretrainedChat.Open(folder.Path);
        using var chat = new VideoChat(opened.Model, opened.Tokenizers);

        Assert.Equal([own, 17], chat.Writing().Ends);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File(PretrainedChat.FileName), new[] { ("a", (Tensor)zeros([1], ScalarType.Float32)) });

        Assert.Contains("does not say how", Assert.Throws<CheckpointException>(() => PretrainedChat.Open(folder.Path)).Message);
    }

    private static VideoChatModel Saved(string folder)
    {
        var model = new VideoChatModel(Options.InstructionModel);
        // Another value everywhere, so that equality means something.
        using (no_grad())
        {
            foreach (var parameter in model.parameters()) parameter.add_(rand_like(parameter), alpha: 0.01);
        }
        model.eval();
        PretrainedChat.Save(folder, model, SmallChat.Tokenizers, Options.Instruction);
        return model;
    }
}
