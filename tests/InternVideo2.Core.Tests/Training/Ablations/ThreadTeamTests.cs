using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>A team does everything it is given, in order of results, passes errors on once all has ended, and leaves the threads as they were.</summary>
[Collection(AloneCollection.Name)]
public sealed class ThreadTeamTests
{
    [Fact]
    public void Results_come_in_order_and_every_member_works_alone()
    {
        var before = get_num_threads();
        using (var team = new ThreadTeam(3))
        {
            var results = team.DoAll(Enumerable.Range(0, 20).Select(i => (Func<(int, int)>)(() => (i, get_num_threads()))));
            Assert.Equal(Enumerable.Range(0, 20).Select(i => (i, 1)), results);
        }
        Assert.Equal(before, get_num_threads());
    }

    [Fact]
    public void An_error_waits_for_the_others()
    {
        using var team = new ThreadTeam(2);
        var ended = 0;
        Func<int>[] pieces = [() => throw new InvalidDataException("spoilt"), () => { Thread.Sleep(50); return Interlocked.Increment(ref ended); }];
        Assert.Equal("spoilt", Assert.Throws<InvalidDataException>(() => team.DoAll(pieces)).Message);
        Assert.Equal(1, ended);
        Assert.Equal(7, team.Do(() => 7));
    }

    [Fact]
    public void A_team_has_a_member() => Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
}
