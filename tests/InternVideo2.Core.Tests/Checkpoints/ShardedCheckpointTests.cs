using InternVideo2.Checkpoints;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>An index joins its shards to one checkpoint, or says which of them does not fit.</summary>
public sealed class ShardedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Shards_are_one_checkpoint()
    {
        using var scope = NewDisposeScope();
        Shard("one.safetensors", "a", "b");
        Shard("two.safetensors", "c");
        Index("""{"metadata":{"total_size":12},"weight_map":{"c":"two.safetensors","a":"one.safetensors","b":"one.safetensors"}}""");

        using var whole = Checkpoint.Open(folder.Path);

        Assert.Equal(["c", "a", "b"], whole.Entries.Keys);
        Assert.Equal(2, Assert.IsType<ShardedCheckpoint>(whole).Shards.Count);
        Assert.All(whole.Entries.Keys, key => Assert.Equal(key[0], whole.Read(key).ToSingle()));
        Assert.Equal("d", Assert.Throws<CheckpointException>(() => whole.Read("d")).Key);
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"three.safetensors"}}""", "'three.safetensors' is missing")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"one.safetensors"}}""", "'one.safetensors' lacks")]
    [InlineData("""{"weight_map":{"a":"one.safetensors"}}""", "does not know")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","a":"one.safetensors","b":"one.safetensors"}}""", "twice")]
    [InlineData("""{"weight_map":{"a":"../one.safetensors"}}""", "outside its own folder")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "outside its own folder")]
    [InlineData("""{"weight_map":{"a":"..\\one.safetensors"}}""", "outside its own folder")]
    [InlineData("""{"weight_map":{"a":".."}}""", "outside its own folder")]
    [InlineData("""{"weight_map":{"a":7}}""", "no file name")]
    [InlineData("""{"weight_map":{"a":"\ud800"}}""", "not valid")]
    [InlineData("""{"weight_map":{}}""", "places no tensors")]
    [InlineData("""{"weights":{}}""", "weight_map")]
    [InlineData("""{"weight_map":""", "not valid JSON")]
    [InlineData("""[]""", "weight_map")]
    [InlineData("", "empty")]
    [InlineData("<html>", "web page")]
    public void What_does_not_fit_is_named(string index, string what)
    {
        Shard("one.safetensors", "a", "b");
        var path = Index(index);

        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));

        Assert.Contains(what, error.Message);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void A_tensor_in_two_shards_is_refused()
    {
        Shard("one.safetensors", "a", "b");
        Shard("two.safetensors", "b", "c");
        var path = Index("""{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"two.safetensors"}}""");

        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));

        Assert.Equal("b", error.Key);
        Assert.Contains("two shards", error.Message);
    }

    [Fact]
    public void A_shard_that_is_a_git_LFS_pointer_is_recognised()
    {
        File.WriteAllText(folder.File("one.safetensors"), "version https://git-lfs.github.com/spec/v1\n");
        var path = Index("""{"weight_map":{"a":"one.safetensors"}}""");

        Assert.Contains("git lfs pull", Assert.Throws<CheckpointException>(() => Checkpoint.Open(path)).Message);
    }

    [Fact]
    public void A_folder_with_one_file_needs_no_index_and_one_with_several_does()
    {
        Assert.Contains("no checkpoint", Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Path)).Message);
        Shard("one.safetensors", "a");
        using (var only = Checkpoint.Open(folder.Path)) Assert.Equal(["a"], only.Entries.Keys);
        Shard("two.safetensors", "b");

        Assert.Contains("two.safetensors", Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Path)).Message);
    }

    /// <summary>Each tensor holds the number of its name's letter.</summary>
    private void Shard(string name, params string[] keys)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder.File(name), keys.Select(key => (key, tensor((float)key[0]))));
    }

    private string Index(string json)
    {
        var path = folder.File("model.safetensors.index.json");
        File.WriteAllText(path, json);
        return path;
    }
}
