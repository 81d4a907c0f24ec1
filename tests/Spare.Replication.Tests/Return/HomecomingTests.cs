using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Return;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.Return;

/// <summary>Host 1 was away; host 2 serves, or came back as well.</summary>
public sealed class HomecomingTests
{
    private static readonly JournalEnd End = new(Say.At(7), new Instant(70), new UpdateNumber(5), Say.Digest("chain"));
    private static readonly HostPast Past = new(new ServingEpoch(new Epoch(2), [Say.One, Say.Two]), End);

    [Fact]
    public void Says_that_it_has_what_is_on_its_disk()
    {
        var scene = Back(Past);
        var word = Assert.Single(scene.Sent<HostReady>());
        Assert.Equal((StateBasis.Disk, false), (word.Basis, word.Runs));
        Assert.Equal((new Epoch(2), new UpdateNumber(5)), (word.Last, word.Update));
        Assert.Equal([Say.One, Say.Two], word.LastHosts.AsEnumerable());
        Assert.Empty(scene.Wanted<ManagerEffect.MakePassive>());
    }

    [Fact]
    public void Fetches_from_the_host_that_says_who_serves_and_asks_to_take_part_when_little_was_missing()
    {
        var scene = Serves(Past);
        Assert.Equal(Say.Two, Assert.Single(scene.Wanted<ManagerEffect.CatchUp>()).Donor);
        Assert.StartsWith("h2 serves; this host", Assert.Single(scene.Reported(ReportKind.CatchUpBegan)).Text, StringComparison.Ordinal);
        scene.Step(new ManagerEvent.CaughtUp(At(1_000), []));
        Assert.Equal(2, scene.Wanted<ManagerEffect.CatchUp>().Count());
        Assert.Empty(scene.Sent<AdmissionAsked>());
        scene.Step(new ManagerEvent.CaughtUp(At(1_001), []));
        Assert.Equal(new AdmissionAsked(new Epoch(4), Say.One), Assert.Single(scene.Sent<AdmissionAsked>()));
    }

    [Fact]
    public void Takes_part_where_the_others_are_once_it_has_the_update_that_they_name()
    {
        var scene = Serves(Past);
        scene.Step(new ManagerEvent.CaughtUp(At(9), []));
        scene.Forget();
        scene.Deliver(Say.Two, Word(update: 11));
        Assert.Single(scene.Wanted<ManagerEffect.CatchUp>());
        Assert.Empty(scene.Sent<HostReady>());
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        var word = Assert.Single(scene.Sent<HostReady>());
        Assert.Equal((StateBasis.Memory, false, Say.At(40)), (word.Basis, word.Runs, word.Position));
        scene.Deliver(Say.One, word);
        Assert.Equal(new Epoch(5), scene.State.Epoch);
        Assert.Equal(Say.At(40), scene.State.Position);
        Assert.Equal(new UpdateNumber(11), Assert.Single(scene.Wanted<ManagerEffect.MakePassive>()).AtLeast);
        Assert.False(scene.State.Serving);
    }

    [Fact]
    public void Begins_no_epoch_that_the_others_began_without_it_just_before_and_starts_again()
    {
        var scene = Serves(Past);
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        scene.Deliver(Say.Two, Word(update: 11));
        scene.Deliver(Say.Two, new AdmissionEnded(new Epoch(4), Say.One));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        Assert.Equal(Epoch.None, scene.State.Epoch);
        Assert.Single(scene.Wanted<ManagerEffect.StartAgain>());
    }

    [Fact]
    public void Does_not_say_that_it_takes_part_where_the_others_do_not_wait_any_more()
    {
        var scene = Serves(Past);
        scene.Step(new ManagerEvent.CaughtUp(At(9), []));
        scene.Forget();
        scene.Deliver(Say.Two, Word(update: 11));
        scene.Deliver(Say.Two, new AdmissionEnded(new Epoch(4), Say.One));
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        Assert.Empty(scene.Sent<HostReady>());
        Assert.Empty(scene.Wanted<ManagerEffect.StartAgain>());
        scene.Deliver(Say.Two, new EpochLasts(new Epoch(5), [Say.Two]));
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        Assert.Equal(new AdmissionAsked(new Epoch(5), Say.One), scene.Sent<AdmissionAsked>().Last());
    }

    [Fact]
    public void Starts_again_when_the_membership_changes_between_its_word_and_the_epoch()
    {
        var scene = Serves(Past, faults: 2);
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        scene.Deliver(Say.Two, Word(update: 11));
        var word = scene.Sent<HostReady>().Last();
        scene.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]) { Left = [Say.Three] });
        Assert.Single(scene.Wanted<ManagerEffect.StartAgain>());
        scene.Deliver(Say.Two, Word(update: 11) with { Admits = null });
        scene.Deliver(Say.One, word);
        Assert.Equal(Epoch.None, scene.State.Epoch);
    }

    [Fact]
    public void Does_not_take_the_place_of_another_host_that_is_admitted()
    {
        var scene = Serves(Past);
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        scene.Forget();
        scene.Deliver(Say.Two, Word(update: 11) with { Admits = Say.Three });
        Assert.Empty(scene.Sent<HostReady>());
    }

    [Fact]
    public void Takes_requests_when_its_first_replica_runs()
    {
        var scene = Serves(Past);
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        scene.Deliver(Say.Two, Word(update: 11));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        Assert.Null(scene.Arrive(Say.Read));
        Assert.Contains("being made", scene.State.Reason, StringComparison.Ordinal);
        scene.Step(new ManagerEvent.PassiveMade(new UpdateNumber(11)));
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Wanted<ManagerEffect.StartReplica>()).Replica);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        Assert.True(scene.State.Serving);
        Assert.NotNull(scene.Arrive(Say.Read));
    }

    [Fact]
    public void Tries_again_with_the_next_host_when_a_donor_fails()
    {
        var scene = Back(Past, faults: 2);
        scene.Deliver(Say.Two, new EpochLasts(new Epoch(4), [Say.Two, Say.Three]));
        scene.Step(new ManagerEvent.CatchUpFailed(End, [], "gone"));
        Assert.Contains("gone", Assert.Single(scene.Reported(ReportKind.CatchUpFailed)).Text, StringComparison.Ordinal);
        scene.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal([Say.Two, Say.Three], scene.Wanted<ManagerEffect.CatchUp>().Select(asked => asked.Donor));
    }

    [Fact]
    public void Tells_operators_why_a_donor_failed_and_clients_nothing_of_it()
    {
        var scene = Serves(Past);
        scene.Step(new ManagerEvent.CatchUpFailed(End, [], "/disk is full"));
        Assert.Contains("/disk is full", scene.State.Reason, StringComparison.Ordinal);
        scene.Arrive(Say.Read);
        scene.Pass(TimeSpan.FromSeconds(6));
        var refused = Assert.Single(scene.Wanted<ManagerEffect.Refuse>());
        Assert.DoesNotContain("/disk", refused.Refusal.Detail, StringComparison.Ordinal);

        scene.Step(new ManagerEvent.CaughtUp(At(6), []));
        Assert.DoesNotContain("/disk is full", scene.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_for_a_sweep_where_the_donor_has_not_stored_yet_what_it_spoke_of()
    {
        var scene = Serves(Past);
        scene.Step(new ManagerEvent.CaughtUp(At(9), []));
        scene.Deliver(Say.Two, Word(update: 11));
        scene.Forget();
        scene.Step(new ManagerEvent.CaughtUp(At(9), []));
        Assert.Empty(scene.Wanted<ManagerEffect.CatchUp>());
        scene.Pass(TimeSpan.FromMilliseconds(100));
        Assert.Single(scene.Wanted<ManagerEffect.CatchUp>());
        scene.Step(new ManagerEvent.CaughtUp(At(11), []));
        Assert.Single(scene.Sent<HostReady>());
    }

    [Fact]
    public void Says_nothing_of_its_disk_while_it_is_changed()
    {
        var scene = Serves(Past);
        scene.Forget();
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two] });
        Assert.Empty(scene.Sent<HostReady>());
        scene.Step(new ManagerEvent.CatchUpFailed(At(6), [], "gone"));
        Assert.Equal(new UpdateNumber(6), Assert.Single(scene.Sent<HostReady>()).Update);
    }

    [Fact]
    public void A_host_that_lives_and_was_left_behind_starts_again()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts) { Left = [Say.Two] });
        scene.Deliver(Say.Two, new EpochLasts(new Epoch(2), [Say.Two]));
        scene.Deliver(Say.Two, new EpochLasts(new Epoch(2), [Say.Two]));
        Assert.Single(scene.Wanted<ManagerEffect.StartAgain>());
        Assert.Empty(scene.Wanted<ManagerEffect.RecordEpoch>());
    }

    [Fact]
    public void A_new_host_that_finds_others_serving_leaves_word_for_its_next_start()
    {
        var scene = new Scene();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        scene.Deliver(Say.Two, new EpochLasts(new Epoch(2), [Say.Two]));
        Assert.Equal(Epoch.None, Assert.Single(scene.Wanted<ManagerEffect.RecordEpoch>()).Epoch.Epoch);
        Assert.Single(scene.Wanted<ManagerEffect.StartAgain>());
    }

    [Fact]
    public void After_a_loss_of_power_those_with_the_most_updates_go_on_at_positions_that_nobody_had()
    {
        var scene = Back(Past);
        var own = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.Two, own with { Replica = Say.Replica(Say.Two), Update = new UpdateNumber(4), Verdicts = default });
        scene.Deliver(Say.One, own);
        Assert.Equal(new Epoch(3), scene.State.Epoch);
        Assert.Equal(Say.At(3 * HostPast.PositionStep), scene.State.Position);
        Assert.Equal([Say.One], Assert.Single(scene.Wanted<ManagerEffect.RecordEpoch>()).Epoch.Hosts.AsEnumerable());
        Assert.Equal([Say.One], Assert.Single(scene.Sent<EpochLasts>()).Hosts.AsEnumerable());
    }

    [Fact]
    public void Positions_of_an_epoch_in_which_nothing_was_written_are_not_given_out_again_after_the_next_loss_of_power()
    {
        SequenceNumber[] begun =
        [
            .. new ulong[] { 2, 3, 4 }.Select(epoch =>
            {
                var scene = Back(new HostPast(new ServingEpoch(new Epoch(epoch), [Say.One]), End));
                scene.Deliver(Say.Two, scene.Sent<HostReady>().Single() with
                {
                    Replica = Say.Replica(Say.Two), Last = new Epoch(1), Update = new UpdateNumber(4), LastHosts = [],
                });
                scene.Deliver(Say.One, scene.Sent<HostReady>().Single());
                Assert.Equal(new Epoch(epoch + 1), scene.State.Epoch);
                return scene.State.Position;
            }),
        ];
        Assert.Equal(3, begun.Distinct().Count());
        Assert.Equal(begun.Order(), begun);
    }

    [Theory]
    [InlineData(StateBasis.Nothing, 2UL)]
    [InlineData(StateBasis.Memory, 0UL)]
    public void After_a_loss_of_power_nobody_goes_on_without_the_disk_of_a_host_of_the_last_epoch(StateBasis basis, ulong last)
    {
        var scene = Back(Past);
        var own = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with
        {
            Replica = Say.Replica(Say.Two), Basis = basis, Last = new Epoch(last), LastHosts = last == 0 ? [] : own.LastHosts,
        });
        Assert.Empty(scene.Reported(ReportKind.EpochBegan));
        Assert.Contains("h2 came back without", scene.State.Reason, StringComparison.Ordinal);
        Assert.Contains("'spare bootstrap --host h1 --accept-loss'", scene.State.Reason, StringComparison.Ordinal);
        Assert.Contains("up to u5; what only h2 answered is lost", scene.State.Reason, StringComparison.Ordinal);
        scene.Arrive(Say.Read);
        var refused = Assert.Single(scene.Wanted<ManagerEffect.Refuse>()).Refusal;
        Assert.DoesNotContain("bootstrap", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_learns_what_a_host_would_go_on_with_before_it_does_although_the_damaged_one_served_later()
    {
        var scene = Back(Past);
        var own = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with
        {
            Replica = Say.Replica(Say.Two), Basis = StateBasis.Nothing, Last = new Epoch(3), LastHosts = [Say.Two],
        });
        scene.Forget();
        scene.Step(new ManagerEvent.BootstrapAsked(1) { DryRun = true });
        var ground = Assert.Single(scene.Wanted<ManagerEffect.BootstrapDone>()).Ground!;
        Assert.Equal((new UpdateNumber(5), new Epoch(2)), (ground.Update, ground.Epoch));
        Assert.Equal([Say.Two], ground.MayLose.AsEnumerable());
        Assert.Empty(scene.Sent<HostReady>());
        scene.Step(new ManagerEvent.BootstrapAsked(2));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<HostReady>()));
        Assert.Equal([Say.One], Assert.Single(scene.Sent<EpochLasts>()).Hosts.AsEnumerable());
    }

    [Fact]
    public void A_host_whose_disk_is_damaged_goes_on_neither_nor_would()
    {
        var scene = Back(Past with { End = null });
        var own = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.One, own);
        scene.Step(new ManagerEvent.BootstrapAsked(1) { DryRun = true });
        var done = Assert.Single(scene.Wanted<ManagerEffect.BootstrapDone>());
        Assert.Contains("damaged", done.Refusal, StringComparison.Ordinal);
        Assert.Null(done.Ground);
    }

    [Theory]
    [InlineData(5UL, true)]
    [InlineData(6UL, false)]
    public void After_a_loss_of_power_a_damaged_disk_is_waited_for_only_if_it_had_what_nobody_else_has(ulong update, bool goesOn)
    {
        var scene = Back(Past);
        var own = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with
        {
            Replica = Say.Replica(Say.Two), Basis = StateBasis.Damaged, Update = new UpdateNumber(update),
        });
        Assert.Equal(goesOn ? 1 : 0, scene.Reported(ReportKind.EpochBegan).Count());
        Assert.Equal(goesOn ? [Say.One] : [], scene.Sent<EpochLasts>().SelectMany(epoch => epoch.Hosts));
    }

    [Fact]
    public void A_damaged_disk_tells_what_it_had_and_nobody_goes_on_from_it()
    {
        var scene = Back(Past with { End = null, DamagedEnd = new UpdateNumber(6) });
        var own = Assert.Single(scene.Sent<HostReady>());
        Assert.Equal((StateBasis.Damaged, new UpdateNumber(6)), (own.Basis, own.Update));
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with { Replica = Say.Replica(Say.Two), Update = new UpdateNumber(5) });
        Assert.Empty(scene.Reported(ReportKind.EpochBegan));
    }

    [Fact]
    public void A_host_that_stands_goes_on_alone_when_the_other_came_back_from_the_same_epoch()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.QuorumChanged(false, [Say.One]));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two] });
        scene.Forget();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        var own = Assert.Single(scene.Sent<HostReady>());
        Assert.False(own.MayGoOn);
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with { Replica = Say.Replica(Say.Two), Basis = StateBasis.Disk, Runs = false });
        Assert.Equal([Say.One], Assert.Single(scene.Sent<EpochLasts>()).Hosts.AsEnumerable());
    }

    [Fact]
    public void Two_hosts_that_served_without_each_other_in_one_epoch_do_not_go_on()
    {
        var scene = Back(Past with { Served = new ServingEpoch(new Epoch(2), [Say.One]) });
        var own = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with { Replica = Say.Replica(Say.Two), LastHosts = [Say.Two] });
        Assert.Contains("served without each other", scene.State.Reason, StringComparison.Ordinal);
    }

    private static Scene Back(HostPast past, int faults = 1)
    {
        var scene = new Scene(faults, options => options with { Past = past });
        scene.Step(new ManagerEvent.Started());
        scene.Step(new ManagerEvent.QuorumChanged(true, scene.Options.Hosts));
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        return scene;
    }

    private static Scene Serves(HostPast past, int faults = 1)
    {
        var scene = Back(past, faults);
        scene.Deliver(Say.Two, new EpochLasts(new Epoch(4), [Say.Two]));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Single());
        return scene;
    }

    private static JournalEnd At(ulong update) => End with { Update = new UpdateNumber(update) };

    /// <summary>Where host 2 stands when it ended its epoch for host 1.</summary>
    private static HostReady Word(ulong update) => new(
        Say.Replica(Say.Two, 3), 4, [], PassiveState.Clean, true, new Epoch(4), Say.At(40), Say.Digest("order"),
        Say.Digest("verdicts"), Say.Digest("configuration"))
    {
        LastHosts = [Say.Two],
        Admits = Say.One,
        Time = new Instant(400),
        Update = new UpdateNumber(update),
    };
}
