using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>Purposes do not disturb each other, and every state can be put back.</summary>
[Collection(AloneCollection.Name)]
public sealed class RandomStreamsTests
{
    private static float[] Draw(RandomStreams streams, string name) => rand([4], generator: streams[name]).data<float>().ToArray();

    [Fact]
    public void A_purpose_draws_the_same_whatever_others_draw()
    {
        using var alone = new RandomStreams(3);
        using var busy = new RandomStreams(3);
        Draw(busy, "drop-path");
        Draw(busy, "init");

        Assert.Equal(Draw(alone, "mask"), Draw(busy, "mask"));
    }

    [Fact]
    public void Purposes_and_seeds_differ()
    {
        using var three = new RandomStreams(3);
        using var four = new RandomStreams(4);

        Assert.NotEqual(Draw(three, "mask"), Draw(three, "init"));
        Assert.NotEqual(Draw(new RandomStreams(3), "mask"), Draw(four, "mask"));
    }

    [Fact]
    public void A_snapshot_brings_back_every_generator_and_the_default_one()
    {
        using var streams = new RandomStreams(3);
        Draw(streams, "mask");
        using var snapshot = streams.Capture();
        var (mask, late, common) = (Draw(streams, "mask"), Draw(streams, "late"), rand([3]).data<float>().ToArray());

        streams.Restore(snapshot);

        Assert.Equal(["mask"], streams.Names);
        Assert.Equal(mask, Draw(streams, "mask"));
        Assert.Equal(late, Draw(streams, "late"));
        Assert.Equal(common, rand([3]).data<float>().ToArray());
    }

    [Theory]
    [InlineData("default")]
    [InlineData(" ")]
    public void A_purpose_needs_a_name_of_its_own(string name)
    {
        using var streams = new RandomStreams(0);

        Assert.Throws<ArgumentException>(() => streams[name]);
    }
}
