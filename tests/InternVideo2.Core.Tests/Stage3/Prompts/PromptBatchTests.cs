using InternVideo2.Stage3;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Stage3.Prompts;

/// <summary>Prompts are filled up on either side, cut off at the end, and keep their places.</summary>
public sealed class PromptBatchTests
{
    private static readonly PromptRow[] Rows =
    [
        new([5, 0, 0, 6, 7], [false, true, true, false, false], [-100, -100, -100, -100, 7]),
        new([8, 9], [false, false], [-100, 9]),
    ];

    [Fact]
    public void Fills_up_on_the_right()
    {
        using var batch = PromptBatch.Of(Rows, padding: 3);

        Assert.Equal((2L, 5L), (batch.Count, batch.Length));
        Assert.Equal([5L, 0, 0, 6, 7, 8, 9, 3, 3, 3], batch.Ids.data<long>().ToArray());
        Assert.Equal([1L, 1, 1, 1, 1, 1, 1, 0, 0, 0], batch.Mask.data<long>().ToArray());
        Assert.Equal([false, true, true, false, false, false, false, false, false, false], batch.Visual.data<bool>().ToArray());
        Assert.Equal([-100L, -100, -100, -100, 7, -100, 9, -100, -100, -100], batch.Labels.data<long>().ToArray());
    }

    [Fact]
    public void Fills_up_on_the_left()
    {
        using var batch = PromptBatch.Of(Rows, padding: 3, side: TextSide.Left);

        Assert.Equal([5L, 0, 0, 6, 7, 3, 3, 3, 8, 9], batch.Ids.data<long>().ToArray());
        Assert.Equal([1L, 1, 1, 1, 1, 0, 0, 0, 1, 1], batch.Mask.data<long>().ToArray());
    }

    [Fact]
    public void Cuts_off_at_the_end()
    {
        using var batch = PromptBatch.Of(Rows, padding: 3, longest: 4);

        Assert.Equal([5L, 0, 0, 6, 8, 9, 3, 3], batch.Ids.data<long>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => PromptBatch.Of(Rows, padding: 3, padTo: 4));
        Assert.Throws<ArgumentException>(() => PromptBatch.Of([], padding: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => PromptBatch.Of(Rows, padding: 3, longest: 0));
    }

    [Fact]
    public void A_row_knows_what_it_holds()
    {
        Assert.Equal((2, true), (Rows[0].VisualRows, Rows[0].IsLearned));
        Assert.False(new PromptRow([1], [false], [PromptRow.NotLearned]).IsLearned);
    }
}
