using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

public sealed class BoundTests
{
    [Fact]
    public void One_request_more_than_may_be_in_flight_is_refused_until_one_is_answered()
    {
        var scene = Scene.Serving(change: options => options with { InFlightMaximum = 2 });
        scene.Own(Say.Read);
        Assert.NotNull(scene.Arrive(Say.Read));
        Assert.Null(scene.Arrive(Say.Read));
        Assert.Equal(RefusalReason.TooManyInFlight, scene.Wanted<ManagerEffect.Refuse>().Single().Refusal.Reason);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        Assert.NotNull(scene.Arrive(Say.Read));
    }

    [Fact]
    public void Requests_in_flight_are_bounded_by_their_bytes_too()
    {
        var scene = Scene.Serving(change: options => options with { InFlightBytesMaximum = 2 });
        scene.Own(Say.Read);
        scene.Own(Say.Read);
        Assert.Equal(2, scene.Load.InFlightBytes);
        Assert.Null(scene.Arrive(Say.Read));
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        Assert.Equal(1, scene.Load.InFlightBytes);
        Assert.NotNull(scene.Arrive(Say.Read));
    }

    [Fact]
    public void Nothing_is_accepted_while_too_much_of_other_hosts_is_open()
    {
        var scene = Scene.Serving(change: options => options with { InFlightMaximum = 1 });
        for (var i = 0; i < scene.Options.WindowMaximum; i++)
        {
            Assert.Equal(i, scene.Load.Window);
            scene.Other(Say.Two, Say.Write);
        }

        Assert.Null(scene.Arrive(Say.Read));
        Assert.Equal(RefusalReason.TooManyInFlight, scene.Wanted<ManagerEffect.Refuse>().Single().Refusal.Reason);
    }

    [Fact]
    public void A_request_that_does_not_come_back_from_the_group_is_refused_after_a_while()
    {
        var scene = Scene.Serving();
        var proposed = scene.Arrive(Say.Write);
        scene.Pass(scene.Options.OrderingPatience - Instant.Tick);
        Assert.Empty(scene.Refused(proposed!.Id));
        scene.Pass(Instant.Tick);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(proposed.Id));
        scene.Deliver(Say.One, proposed);
        scene.Settle(1, "a", "x");
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.False(scene.Answered(proposed.Id));
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void Early_votes_are_kept_for_a_bounded_number_of_reads()
    {
        var scene = Scene.Serving();
        for (var position = 1UL; position <= 5_000; position++)
        {
            scene.ReadVote(Say.Two, position, Say.Vote("a"));
        }

        Assert.Equal(4_096, scene.Load.EarlyBallots);
    }

    [Fact]
    public void Reports_of_one_kind_are_bounded_in_rate_and_those_left_out_are_counted()
    {
        var scene = Scene.Serving(change: options => options with { ReportsPerSecond = 3 });
        for (var position = 1UL; position <= 8; position++)
        {
            Differ(scene, position);
        }

        Assert.Equal(3, scene.Reported(ReportKind.RepliesDiffered).Count());
        scene.Pass(TimeSpan.FromSeconds(1));
        Differ(scene, 9);
        Assert.Contains(
            "5 more of this kind", scene.Reported(ReportKind.RepliesDiffered).Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manager_is_not_made_from_options_that_contradict_each_other()
    {
        var good = new Scene().Options;
        Assert.Throws<InvariantBrokenException>(() => new ReplicaManager(good with { Hosts = [Say.One] }));
        Assert.Throws<InvariantBrokenException>(() => new ReplicaManager(good with { Self = Say.Three }));
        Assert.Throws<InvariantBrokenException>(() => new ReplicaManager(good with { Incarnation = default }));
        Assert.Throws<InvariantBrokenException>(() => new ReplicaManager(good with { Routes = [] }));
    }

    [Fact]
    public void A_route_that_the_service_file_does_not_have_is_treated_as_the_default_one() =>
        Assert.Equal(new Scene().Options.Routes[0], new Scene().Options.Terms(new RouteNumber(99)));

    private static void Differ(Scene scene, ulong position)
    {
        scene.Own(Say.Read);
        scene.Executed(position, Say.Result("a"));
        scene.ReadVote(Say.Two, position, Say.Vote("b"));
    }
}
