using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>The same cursor gives the same batches, whatever threads and restarts do; broken clips are counted, listed and bounded.</summary>
public sealed class ClipDatasetTests
{
    private static readonly ClipDatasetOptions Options = new() { BatchSize = 3, Seed = 5 };

    private static ClipDataset Dataset(ClipDatasetOptions? options = null, ToyLoader? loader = null, int clips = 10) =>
        new(ToyLoader.Manifest(clips), loader ?? new ToyLoader(), options ?? Options);

    /// <summary>Takes batches and writes them down: ids and every value.</summary>
    private static List<string> Take(ClipDataset dataset, int batches)
    {
        var taken = new List<string>();
        for (var i = 0; i < batches; i++)
        {
            using var batch = dataset.Next();
            taken.Add($"{string.Join(",", batch.Ids)}: {string.Join(" ", batch.Frames.data<float>().ToArray())}");
        }

        return taken;
    }

    private static List<string> Ids(ClipDataset dataset, int batches)
    {
        var ids = new List<string>();
        for (var i = 0; i < batches; i++)
        {
            using var batch = dataset.Next();
            Assert.Equal([batch.Ids.Count, 3, 1, 1, 1], batch.Frames.shape);
            Assert.Equal(batch.Ids, batch.Frames.select(1, 0).flatten().data<float>().ToArray().Select(v => $"{v}"));
            ids.AddRange(batch.Ids);
        }

        return ids;
    }

    [Fact]
    public void Each_clip_can_be_augmented_several_times()
    {
        using var dataset = Dataset(Options with { SamplesPerClip = 2 });

        using var batch = dataset.Next();

        Assert.Equal([6, 3, 1, 1, 1], batch.Frames.shape);
        Assert.Equal(batch.Ids.Chunk(2).Select(pair => pair[0]), batch.Ids.Chunk(2).Select(pair => pair[1]));
        Assert.Equal(3, batch.Ids.Distinct().Count());
        Assert.Equal(6, batch.Frames.select(1, 1).flatten().data<float>().ToArray().Distinct().Count());
        Assert.Equal(3, dataset.BatchesPerEpoch);
    }

    [Fact]
    public void An_epoch_has_each_clip_once_and_the_next_one_another_order()
    {
        using var dataset = Dataset(clips: 9);

        var (first, second) = (Ids(dataset, 3), Ids(dataset, 3));

        Assert.Equal(3, dataset.BatchesPerEpoch);
        Assert.Equal(Enumerable.Range(0, 9), first.Select(int.Parse).Order());
        Assert.Equal(Enumerable.Range(0, 9), second.Select(int.Parse).Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Without_shuffling_the_list_decides()
    {
        using var dataset = Dataset(Options with { Shuffle = false });

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "0", "1", "2"], Ids(dataset, 4));
    }

    [Fact]
    public void A_clip_is_drawn_anew_in_every_epoch()
    {
        using var dataset = Dataset(Options with { Shuffle = false }, clips: 3);

        Assert.NotEqual(Take(dataset, 1), Take(dataset, 1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    public void Threads_change_nothing(int workers, int prefetch)
    {
        using var plain = Dataset();
        using var threaded = Dataset(Options with { Workers = workers, Prefetch = prefetch });

        Assert.Equal(Take(plain, 8), Take(threaded, 8));
    }

    [Fact]
    public void From_a_saved_cursor_come_the_same_batches()
    {
        using var whole = Dataset();
        var expected = Take(whole, 9);
        for (var stop = 0; stop < 9; stop++)
        {
            using var first = Dataset();
            Take(first, stop);
            using var second = Dataset();
            second.Cursor = first.Cursor;

            Assert.Equal(expected[stop..], Take(second, 9 - stop));
        }
    }

    [Fact]
    public void The_cursor_counts_what_was_handed_out_not_what_was_read_ahead()
    {
        var read = new CountdownEvent(9);
        var loader = new ToyLoader { BeforeLoad = (_, _) => { if (!read.IsSet) { read.Signal(); } } };
        using var dataset = Dataset(Options with { Prefetch = 2 }, loader);

        Take(dataset, 1);
        Assert.True(read.Wait(TimeSpan.FromSeconds(30)));

        Assert.Equal(new DataCursor(0, 3), dataset.Cursor);
    }

    [Fact]
    public void The_cursor_can_go_back()
    {
        using var dataset = Dataset();
        var expected = Take(dataset, 5);

        dataset.Cursor = default;

        Assert.Equal(expected, Take(dataset, 5));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 11)]
    public void A_cursor_outside_the_data_is_refused(int epoch, int position)
    {
        using var dataset = Dataset();

        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Cursor = new DataCursor(epoch, position));
    }

    [Fact]
    public void A_broken_clip_stops_the_run_by_default_and_is_named()
    {
        using var dataset = Dataset(loader: new ToyLoader { Broken = { "4" } });

        var error = Assert.Throws<ClipException>(() => Take(dataset, 3));

        Assert.Contains("Clip '4': the toy loader was told to fail.", error.Message);
    }

    [Fact]
    public void Broken_clips_within_the_limit_are_skipped_and_listed()
    {
        using var dataset = Dataset(Options with { MaxBrokenClips = 2, Shuffle = false }, new ToyLoader { Broken = { "4", "1" } });

        Assert.Equal(["0", "2", "3", "5", "6", "7"], Ids(dataset, 2));
        Assert.Equal(["0", "2", "3"], Ids(dataset, 1));
        Assert.Equal(["1", "4"], dataset.Broken.List.Select(e => e.Clip.Id));
    }

    [Fact]
    public void Skipping_is_the_same_after_a_restart()
    {
        var options = Options with { MaxBrokenClips = 2 };
        using var whole = Dataset(options, new ToyLoader { Broken = { "4", "1" } });
        var expected = Take(whole, 6);
        using var first = Dataset(options, new ToyLoader { Broken = { "4", "1" } });
        Take(first, 2);
        using var second = Dataset(options with { Workers = 1 }, new ToyLoader { Broken = { "4", "1" } });
        second.Cursor = first.Cursor;

        Assert.Equal(expected[2..], Take(second, 4));
    }

    [Fact]
    public void Too_many_broken_clips_are_all_named()
    {
        using var dataset = Dataset(Options with { MaxBrokenClips = 1 }, new ToyLoader { Broken = { "4", "1" } });

        var error = Assert.Throws<InvalidDataException>(() => Take(dataset, 4));

        Assert.Contains("MaxBrokenClips allows 1", error.Message);
        Assert.Contains("Clip '1'", error.Message);
        Assert.Contains("Clip '4'", error.Message);
    }

    [Fact]
    public void A_list_without_readable_clips_ends_with_an_error()
    {
        var loader = new ToyLoader();
        loader.Broken.UnionWith(Enumerable.Range(0, 10).Select(i => $"{i}"));
        using var dataset = Dataset(Options with { MaxBrokenClips = 100 }, loader);

        Assert.Contains("not enough for one batch", Assert.Throws<InvalidDataException>(() => Take(dataset, 1)).Message);
    }

    [Fact]
    public void Clips_of_different_shape_are_named()
    {
        var manifest = ClipManifest.Parse("""[{"id":"a","video":"a","number":0},{"id":"b","video":"b","number":1,"long":1}]""", "toys", "/media");
        using var dataset = new ClipDataset(manifest, new ToyLoader(), new ClipDatasetOptions { BatchSize = 2, Shuffle = false });

        Assert.Contains("'a' is [3, 1, 1, 1], 'b' is [3, 2, 1, 1]", Assert.Throws<InvalidDataException>(() => dataset.Next()).Message);
    }

    [Fact]
    public void An_unexpected_error_of_a_loader_reaches_the_caller()
    {
        var loader = new ToyLoader { BeforeLoad = (_, _) => throw new NotSupportedException("a bug") };
        using var dataset = Dataset(loader: loader);

        Assert.Contains("a bug", Assert.Throws<InvalidDataException>(() => dataset.Next()).Message);
        loader.BeforeLoad = (_, _) => { };
        Take(dataset, 1);
    }

    [Fact]
    public void Waiting_can_be_cancelled_and_taken_up_again()
    {
        using var gate = new ManualResetEventSlim();
        var loader = new ToyLoader { BeforeLoad = (_, cancellation) => gate.Wait(cancellation) };
        using var dataset = Dataset(loader: loader);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.ThrowsAny<OperationCanceledException>(() => dataset.Next(source.Token));
        Assert.Equal(default, dataset.Cursor);
        gate.Set();

        using var other = Dataset();
        Assert.Equal(Take(other, 4), Take(dataset, 4));
    }

    [Fact]
    public void A_list_shorter_than_a_batch_is_refused()
    {
        Assert.Contains("A batch of 3", Assert.Throws<ArgumentException>(() => Dataset(clips: 2)).Message);
    }

    [Fact]
    public void The_fingerprint_tells_apart_what_gives_other_batches()
    {
        string[] prints =
        [
            Dataset().Fingerprint,
            Dataset(Options with { Seed = 6 }).Fingerprint,
            Dataset(Options with { BatchSize = 2 }).Fingerprint,
            Dataset(Options with { Shuffle = false }).Fingerprint,
            Dataset(clips: 11).Fingerprint,
            Dataset(loader: new ToyLoader { Fingerprint = "other" }).Fingerprint,
        ];

        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(prints[0], Dataset(Options with { Workers = 7, Prefetch = 9 }).Fingerprint);
    }
}
