using InternVideo2.Data;
using InternVideo2.Language.Training;
using Xunit;

namespace InternVideo2.Tests.Language.Training;

/// <summary>Rows hold whole texts between begin and end, every text once; batches follow from seed and cursor alone.</summary>
public sealed class TextRowsTests
{
    private static readonly TrainingText[] Texts = [.. Enumerable.Range(0, 60).Select(i => (TrainingText)new string((char)('a' + (i % 26)), 1 + (i % 7)))];

    [Fact]
    public void Every_text_is_in_one_row_as_a_whole()
    {
        using var rows = new TextRows(Texts, new LetterTokenizer(), new() { RowLength = 12, BatchSize = 1 });
        var seen = new List<string>();
        for (var i = 0; i < rows.Rows; i++)
        {
            using var batch = rows.Next();
            Assert.Equal(MediaType.Text, batch.Media);
            var (ids, mask) = (batch.Tokens!.Ids.data<long>().ToArray(), batch.Tokens.Mask.data<long>().ToArray());
            Assert.Equal(12, ids.Length);
            var kept = ids.TakeWhile((_, place) => mask[place] == 1).ToArray();
            Assert.All(mask[kept.Length..], value => Assert.Equal(0, value));
            Assert.Equal((1, 2), (kept[0], kept[^1]));
            seen.AddRange(string.Concat(kept.Select(id => id switch { 1 => "<", 2 => ">", _ => ((char)('a' + id - 3)).ToString() })).Split('>', StringSplitOptions.RemoveEmptyEntries));
        }
        Assert.Equal(Texts.Select(text => $"<{text}").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(Texts.Sum(text => text.ToString().Length + 2), rows.Tokens);
        Assert.True(rows.Rows * 12 < 1.15 * rows.Tokens, $"{rows.Rows} rows");
    }

    [Fact]
    public void A_text_may_have_a_row_of_its_own()
    {
        using var rows = new TextRows(Texts, new LetterTokenizer(), new() { RowLength = 12, BatchSize = 4, Packed = false });
        Assert.Equal(Texts.Length, rows.Rows);
        using var batch = rows.Next();
        // As long as the longest of the batch.
        Assert.Equal(batch.Tokens!.Mask.sum(1).max().item<long>(), batch.Tokens.Length);
    }

    [Fact]
    public void A_cursor_brings_the_same_batches_back_across_epochs()
    {
        using var rows = Rows();
        var first = Take(rows, 2 * rows.BatchesPerEpoch);
        Assert.Equal(new DataCursor(1, rows.BatchesPerEpoch * 4), rows.Cursor);
        Assert.NotEqual(first[..rows.BatchesPerEpoch].SelectMany(ids => ids), first[rows.BatchesPerEpoch..].SelectMany(ids => ids));
        using var again = Rows();
        Assert.Equal(rows.Fingerprint, again.Fingerprint);
        again.Cursor = new DataCursor(0, 4);
        Assert.Equal(first[1..].SelectMany(ids => ids), Take(again, first.Count - 1).SelectMany(ids => ids));
        Assert.Throws<ArgumentOutOfRangeException>(() => again.Cursor = new DataCursor(0, again.Rows + 1));
    }

    [Fact]
    public void Another_seed_another_text_or_another_length_is_another_source()
    {
        using var rows = Rows();
        using var seed = Rows(seed: 1);
        using var text = new TextRows([.. Texts[1..], "zz"], new LetterTokenizer(), rows.Options);
        using var length = new TextRows(Texts, new LetterTokenizer(), rows.Options with { RowLength = 13 });
        Assert.Equal(4, new[] { rows, seed, text, length }.Select(source => source.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void An_end_that_the_text_writes_itself_is_not_repeated()
    {
        using var rows = new TextRows(["ab/"], new LetterTokenizer(), new() { RowLength = 6, BatchSize = 1 });
        using var batch = rows.Next();
        Assert.Equal([1, 3, 4, 2, 0, 0], batch.Tokens!.Ids.data<long>().ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("9 tokens, a row holds 8: 'abcdefg'", Assert.Throws<ArgumentException>(() => new TextRows(["a", "b", "abcdefg", "c"], new LetterTokenizer(), new() { RowLength = 8, BatchSize = 1 })).Message);
        Assert.Contains("a batch has 2", Assert.Throws<ArgumentException>(() => new TextRows(["a"], new LetterTokenizer(), new() { RowLength = 8, BatchSize = 2 })).Message);
        Assert.Contains("RowLength is 1", Assert.Throws<ArgumentOutOfRangeException>(() => new TextRows(["a"], new LetterTokenizer(), new() { RowLength = 1 })).Message);
    }

    private static TextRows Rows(ulong seed = 0) => new(Texts, new LetterTokenizer(), new() { RowLength = 12, BatchSize = 4, Seed = seed });

    private static List<long[]> Take(TextRows rows, int batches)
    {
        var taken = new List<long[]>();
        for (var i = 0; i < batches; i++)
        {
            using var batch = rows.Next();
            taken.Add(batch.Tokens!.Ids.data<long>().ToArray());
        }
        return taken;
    }
}
