using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>A frozen encoder is asked once for each sample; the same bits come back, whatever else is in the batch; nothing stale does.</summary>
public sealed class FrozenOutputCacheTests : IDisposable
{
    private readonly DisposeScope _scope;
    private readonly AudioEncoder _encoder;
    private readonly TemporaryFolder _folder = new();
    private int _asked;

    public FrozenOutputCacheTests()
    {
        // Modules own their parameters and are made outside of scopes.
        _encoder = new AudioEncoder(AudioEncoderOptions.Tiny with { PatchWidth = 32, Width = 32, Depth = 1, Heads = 2, HiddenWidth = 64 }, Initializer.Seeded(3));
        _encoder.eval();
        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        _scope.Dispose();
        _encoder.Dispose();
        _folder.Dispose();
    }

    private FrozenOutput Ask(Tensor sound)
    {
        _asked += (int)sound.shape[0];
        var said = _encoder.call(sound, AudioRequest.Default);
        return new FrozenOutput(said.Tokens, said.Pooled);
    }

    private static Tensor Sounds(params int[] seeds) => stack(seeds.Select(seed => randn([48, 32], generator: new Generator((ulong)seed))));

    private FrozenOutputCacheOptions Where(bool onDisk) => new() { Folder = onDisk ? _folder.Path : null };

    private static void Same(Tensor expected, Tensor actual) => Assert.True(expected.Equals(actual));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sample_is_asked_about_once_and_answers_the_same_bits_in_any_batch(bool onDisk)
    {
        using var cache = new FrozenOutputCache(Where(onDisk));
        var first = cache.Recall(_encoder, Sounds(1, 2, 3), Ask);
        var asked = _asked;
        var again = cache.Recall(_encoder, Sounds(3, 1), Ask);
        var alone = Ask(Sounds(2));

        Assert.Equal((asked + 1, 2L, 3L), (_asked, cache.Report.Hits, cache.Report.Misses));
        Assert.Equal([3, 6, 32], first.Tokens.shape);
        Assert.Equal([3, 32], first.Pooled.shape);
        Same(first.Tokens[2], again.Tokens[0]);
        Same(first.Pooled[0], again.Pooled[1]);
        Same(alone.Tokens, first.Tokens.narrow(0, 1, 1));
        Same(alone.Pooled, first.Pooled.narrow(0, 1, 1));
        Assert.False(again.Tokens.requires_grad);
    }

    [Fact]
    public void A_folder_outlives_the_process()
    {
        FrozenOutput first;
        using (var cache = new FrozenOutputCache(Where(true))) first = cache.Recall(_encoder, Sounds(1), Ask);
        using var later = new FrozenOutputCache(Where(true));

        Same(first.Tokens, later.Recall(_encoder, Sounds(1), Ask).Tokens);
        Assert.Equal((1L, 0L), (later.Report.Hits, later.Report.Misses));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Other_weights_are_asked_anew(bool onDisk)
    {
        using var cache = new FrozenOutputCache(Where(onDisk));
        var before = cache.Recall(_encoder, Sounds(1), Ask);
        using (no_grad()) _encoder.parameters().First().mul_(2);
        var after = cache.Recall(_encoder, Sounds(1), Ask);

        Assert.Equal(2, cache.Report.Misses);
        Assert.False(before.Tokens.Equals(after.Tokens));
    }

    [Fact]
    public void What_does_not_fit_is_asked_again()
    {
        using var cache = new FrozenOutputCache(new FrozenOutputCacheOptions { MaxBytes = 1000 });
        // A sample has 7 rows of 32 numbers: 896 bytes, so one fits.
        cache.Recall(_encoder, Sounds(1, 2), Ask);
        cache.Recall(_encoder, Sounds(1, 2), Ask);

        Assert.Equal((1L, 3L, 2L, 896L), (cache.Report.Hits, cache.Report.Misses, cache.Report.Declined, cache.Report.Bytes));
    }

    [Fact]
    public void A_damaged_record_is_made_again()
    {
        using var cache = new FrozenOutputCache(Where(true));
        var first = cache.Recall(_encoder, Sounds(1), Ask);
        foreach (var file in Directory.GetFiles(_folder.Path, "*.tokens.safetensors", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[^8] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        Same(first.Tokens, cache.Recall(_encoder, Sounds(1), Ask).Tokens);
        Assert.Equal((1L, 2L), (cache.Report.Damaged, cache.Report.Misses));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Contains("MaxBytes is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenOutputCache(new() { MaxBytes = 0 })).Message);
        Assert.Contains("Folder is ''", Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenOutputCache(new() { Folder = "" })).Message);
    }
}
