using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Serving;

/// <summary>A host that stood still may have been given up by the others, who went on, unless its group daemon ran.</summary>
public sealed class StandstillTests
{
    [Theory]
    [InlineData(400, false, true)]
    [InlineData(600, false, false)]
    [InlineData(600, true, true)]
    [InlineData(5_100, true, false)]
    public void A_host_goes_on_alone_only_if_nobody_can_have_given_it_up(int milliseconds, bool groupRan, bool goesOn)
    {
        var scene = Serving();
        scene.Pass(TimeSpan.FromMilliseconds(1));
        scene.Pass(TimeSpan.FromMilliseconds(milliseconds));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two], GroupRan = groupRan });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        Assert.Equal(goesOn, scene.Sent<HostReady>().Last().MayGoOn);
    }

    [Fact]
    public void It_does_so_again_when_it_would_have_heard_of_it_by_then()
    {
        var scene = Serving();
        scene.Pass(TimeSpan.FromSeconds(6));
        for (var passed = TimeSpan.Zero; passed < scene.Options.StandstillMemory; passed += scene.Options.StandstillMaximum)
        {
            scene.Pass(scene.Options.StandstillMaximum);
        }

        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two] });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        Assert.True(scene.Sent<HostReady>().Last().MayGoOn);
    }

    /// <summary>Its own reply waits for it, and is heard after the first look at its watch.</summary>
    [Fact]
    public void Nobody_is_late_because_this_manager_stood_still()
    {
        var scene = Serving();
        var read = scene.Own(Say.Read);
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        scene.Pass(TimeSpan.FromMilliseconds(1));
        scene.Pass(Scene.Deadline + Instant.Tick);
        Assert.Empty(scene.Refused(read));
        scene.Executed(1, Say.Result("a"));
        Assert.True(scene.Answered(read));
    }

    private static Scene Serving() => Scene.Serving(
        change: options => options with { StandstillMaximum = TimeSpan.FromMilliseconds(500) }, mode: ReplicationMode.Crash);
}
