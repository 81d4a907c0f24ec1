using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

public sealed class ServingTests
{
    [Fact]
    public void Says_where_it_stands_once_it_is_in_the_group_and_its_replica_runs()
    {
        var scene = new Scene();
        scene.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]));
        Assert.Empty(scene.Sent<HostReady>());
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        Assert.Equal(
            new HostReady(
                Say.Replica(Say.One), 1, [], PassiveState.Clean, false, default, default, default, default,
                scene.Options.Configuration),
            Assert.Single(scene.Sent<HostReady>()));
    }

    [Fact]
    public void Refuses_requests_before_it_serves_and_says_why()
    {
        var scene = new Scene();
        scene.Step(new ManagerEvent.Started());
        Assert.Null(scene.Arrive(Say.Read));
        var refusal = Assert.Single(scene.Wanted<ManagerEffect.Refuse>()).Refusal;
        Assert.Equal(RefusalReason.NotServing, refusal.Reason);
        Assert.False(scene.State.Serving);
    }

    [Fact]
    public void Takes_requests_once_it_serves_and_stamps_them_with_its_clock()
    {
        var scene = Scene.Serving();
        Assert.True(scene.State.Serving);
        var proposed = scene.Arrive(Say.Write);
        Assert.Equal(scene.Now, proposed?.Stamp);
        Assert.Equal(new Seed(1, 2), proposed?.Seed);
        Assert.Equal(Say.Write, proposed?.Route);
    }

    [Fact]
    public void Reports_when_an_epoch_begins_and_when_serving_stops()
    {
        var scene = new Scene();
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One, Say.Two]));
        scene.Join();
        Assert.Equal(SequenceNumber.None, Assert.Single(scene.Reported(ReportKind.EpochBegan)).Sequence);
        Assert.Single(scene.Reported(ReportKind.ServingBegan));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        Assert.Single(scene.Reported(ReportKind.ServingStopped));
    }

    [Fact]
    public void Tells_clients_that_the_outcome_is_open_when_a_host_is_lost()
    {
        var scene = Scene.Serving();
        var (read, write) = (scene.Own(Say.Read), scene.Own(Say.Write));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(read));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(write));
        Assert.Equal(0, scene.State.InFlight);
    }

    [Fact]
    public void A_request_that_is_ordered_while_no_epoch_lasts_is_refused_and_not_executed()
    {
        var scene = Scene.Serving();
        var proposed = scene.Arrive(Say.Write);
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        scene.Deliver(Say.One, proposed!);
        Assert.Equal([RefusalReason.NotServing], scene.Refused(proposed!.Id));
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
        Assert.Equal(default, scene.State.Position);
    }

    [Fact]
    public void Holds_back_replies_without_quorum_but_goes_on_with_the_order()
    {
        var scene = Scene.Serving();
        var proposed = scene.Arrive(Say.Write);
        scene.Step(new ManagerEvent.QuorumChanged(false, [Say.One, Say.Two]));
        Assert.Null(scene.Arrive(Say.Write));
        scene.Deliver(Say.One, proposed!);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(proposed!.Id));
        Assert.Single(scene.Wanted<ManagerEffect.Execute>());
        scene.Settle(1, "a", "x");
        Assert.Equal(new UpdateNumber(1), scene.State.LastUpdate);
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One, Say.Two]));
        Assert.NotNull(scene.Arrive(Say.Write));
    }

    [Fact]
    public void Refuses_even_what_is_on_its_way_when_the_connection_to_the_group_breaks()
    {
        var scene = Scene.Serving();
        var (ordered, proposed) = (scene.Own(Say.Write), scene.Arrive(Say.Write)!.Id);
        scene.Step(new ManagerEvent.GroupLost("The daemon ended."));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(ordered));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(proposed));
        Assert.Single(scene.Reported(ReportKind.GroupLost));
    }

    [Fact]
    public void Votes_again_on_unsettled_writes_when_the_next_epoch_begins()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        scene.Forget();
        scene.Join();
        Assert.Equal(
            new WriteVoted(new Epoch(2), Say.Replica(Say.One), Say.At(1), Say.Vote("a", "x")),
            Assert.Single(scene.Sent<WriteVoted>()));
    }

    [Fact]
    public void A_vote_of_an_epoch_that_is_over_does_not_count()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.Join();
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.Epoch = new Epoch(1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        Assert.Equal(Say.At(1), scene.State.FirstUnsettled);
        scene.Epoch = new Epoch(2);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        Assert.Null(scene.State.FirstUnsettled);
    }

    [Fact]
    public void Nothing_that_is_said_between_two_epochs_decides_anything()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        scene.Deliver(Say.One, new VoidProposed(scene.Epoch, Say.One, Say.At(1)));
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        Assert.Equal(Say.At(1), scene.State.FirstUnsettled);
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    public void Says_with_its_place_what_it_decided_on_writes()
    {
        var (agreed, voided) = (Scene.Serving(), Scene.Serving());
        foreach (var scene in new[] { agreed, voided })
        {
            scene.Other(Say.Two, Say.Write);
            scene.Forget();
        }

        agreed.Settle(1, "a", "x");
        voided.Void(1);
        voided.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        agreed.Step(new ManagerEvent.MembershipChanged([Say.One]));
        voided.Step(new ManagerEvent.MembershipChanged([Say.One]));
        var (one, other) = (Assert.Single(agreed.Sent<HostReady>()), Assert.Single(voided.Sent<HostReady>()));
        Assert.Equal(one.Order, other.Order);
        Assert.Equal(one.Position, other.Position);
        Assert.NotEqual(one.Verdicts, other.Verdicts);
    }

    [Fact]
    public void Counts_the_replica_that_a_host_names_at_the_beginning_of_the_epoch()
    {
        var scene = new Scene();
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One, Say.Two]));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]));
        var own = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with { Replica = Say.Replica(Say.Two, 5), LastGeneration = 5 });
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), generation: 1);
        Assert.NotNull(scene.State.FirstUnsettled);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), generation: 5);
        Assert.Null(scene.State.FirstUnsettled);
    }

    [Fact]
    public void A_message_in_another_hosts_name_changes_nothing()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        var vote = new WriteVoted(scene.Epoch, Say.Replica(Say.Two), Say.At(1), Say.Vote("a", "x"));
        scene.Deliver(Say.One, vote);
        scene.Deliver(Say.Three, vote);
        scene.Deliver(Say.Two, new RequestProposed(
            new RequestId(Say.One, scene.Options.Incarnation, 77), Say.Write, scene.Now, default, default));
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        Assert.Equal(Say.At(1), scene.State.Position);
        Assert.Equal(Say.At(1), scene.State.FirstUnsettled);
        Assert.Equal(Say.Replica(Say.One), scene.State.Active);
    }

    [Fact]
    public void Reports_a_clock_that_is_far_off_at_most_once_in_a_while()
    {
        var scene = Scene.Serving();
        for (var number = 1UL; number <= 5; number++)
        {
            Stamp(scene, number, scene.Now + TimeSpan.FromMinutes(1));
            scene.Pass(TimeSpan.FromSeconds(0.9));
        }

        Assert.Contains("h2", Assert.Single(scene.Reported(ReportKind.StampTooFarOff)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_what_was_said_before_a_host_stood_still_for_no_other_clock()
    {
        var scene = Scene.Serving();
        Stamp(scene, 1, scene.Now + TimeSpan.FromMinutes(-1));
        scene.Pass(TimeSpan.FromSeconds(2));
        Stamp(scene, 2, scene.Now);
        scene.Pass(TimeSpan.FromSeconds(2));
        Stamp(scene, 3, scene.Now + TimeSpan.FromMinutes(-1));

        Assert.Empty(scene.Reported(ReportKind.StampTooFarOff));
    }

    [Fact]
    public void Stops_answering_when_its_journal_fails_and_goes_on_voting()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        var proposed = scene.Arrive(Say.Write);
        scene.Step(new ManagerEvent.JournalFailed("disk full"));
        scene.Step(new ManagerEvent.JournalFailed("disk full"));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(write));
        Assert.Single(scene.Reported(ReportKind.JournalFailed));
        scene.Settle(1, "a", "x");
        Assert.Single(scene.Sent<WriteVoted>());
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.Equal(0, scene.Load.Unjournaled);
        Assert.Null(scene.Arrive(Say.Read));
        scene.Deliver(Say.One, proposed!);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(proposed!.Id));
        Assert.Contains("disk full", scene.State.Reason, StringComparison.Ordinal);
        Assert.Contains("then end the daemon", scene.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_are_not_told_what_is_wrong_with_the_journal()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Step(new ManagerEvent.JournalFailed("/var/lib/spare/journal/serving cannot be written: No space left on device."));
        scene.Arrive(Say.Read);
        scene.Pass(scene.Options.ServingPatience);
        var refusals = scene.Wanted<ManagerEffect.Refuse>().ToArray();
        Assert.Equal(2, refusals.Length);
        Assert.All(refusals, refusal => Assert.Contains("ask another host", refusal.Refusal.Detail, StringComparison.Ordinal));
        Assert.All(refusals, refusal => Assert.DoesNotContain("/var", refusal.Refusal.Detail, StringComparison.Ordinal));
        Assert.Contains("/var/lib", Assert.Single(scene.Reported(ReportKind.JournalFailed)).Text, StringComparison.Ordinal);
    }

    private static void Stamp(Scene scene, ulong number, Instant stamp) => scene.Deliver(
        Say.Two, new RequestProposed(new RequestId(Say.Two, new Incarnation(8), number), Say.Read, stamp, default, default));
}
