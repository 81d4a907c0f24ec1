using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Modes;

/// <summary>g + 1 active replicas that only crash, and nobody votes (SPARE 6).</summary>
[Trait("Section", "6")]
public sealed class CrashTests
{
    private readonly Scene scene = Scene.Serving(
        change: options => options with { ServingPatience = TimeSpan.FromSeconds(5) }, mode: ReplicationMode.Crash);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_own_replica_says_is_the_answer_once_every_host_holds_the_request(bool isRead)
    {
        var request = scene.Own(isRead ? Say.Read : Say.Write);
        scene.Executed(1, Say.Result("own"));
        Assert.False(scene.Answered(request));

        scene.ReadVote(Say.Two, 1, Say.Vote("other"));

        Assert.Equal("own"u8.ToArray(), scene.Wanted<ManagerEffect.Answer>().Single().Reply.ToArray());
        Assert.Empty(scene.Sent<ReplicaConvicted>());
    }

    [Fact]
    public void A_write_is_neither_voted_on_nor_journaled()
    {
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("own"));
        scene.ReadVote(Say.Two, 1, Say.Vote("own"));

        Assert.Empty(scene.Sent<WriteVoted>());
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.Empty(scene.Wanted<ManagerEffect.UpdatePassive>());
        Assert.Equal(UpdateNumber.None, scene.State.LastUpdate);
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void That_a_write_of_another_host_is_here_is_said_there_before_it_is_executed()
    {
        scene.Other(Say.Two, Say.Write);
        var execute = scene.Wanted<ManagerEffect.Execute>().Single();
        Assert.Equal(RouteClass.Write, execute.Request.Class);
        Assert.False(execute.KeepReply);
        Assert.Equal(Say.Two, scene.Wanted<ManagerEffect.SendVote>().Single().Receiver);

        scene.Executed(1, Say.Result("own"));

        Assert.Single(scene.Wanted<ManagerEffect.SendVote>());
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void Word_that_a_request_is_there_may_come_before_it_is_here()
    {
        scene.ReadVote(Say.Two, 1, Say.Vote(""));
        var request = scene.Own(Say.Write);
        Assert.False(scene.Answered(request));

        scene.Executed(1, Say.Result("own"));

        Assert.True(scene.Answered(request));
    }

    [Fact]
    public void A_write_of_another_host_stays_in_line_however_late_it_is()
    {
        scene.Other(Say.Two, Say.Write);
        scene.Other(Say.Two, Say.Write);
        scene.Other(Say.Two, Say.Write);
        scene.Pass(TimeSpan.FromMinutes(1));
        scene.Executed(1, Say.Result("first"));
        scene.Executed(2, Say.Result("second"));

        Assert.Equal([1ul, 2, 3], scene.Wanted<ManagerEffect.Execute>().Select(execute => execute.Request.Sequence.Value));
    }

    [Fact]
    public void When_a_host_is_lost_the_other_one_goes_on_and_answers_what_was_under_way()
    {
        var request = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("own"));

        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two] });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        scene.Echo();

        Assert.True(scene.State.Serving);
        Assert.True(scene.Answered(request));
        Assert.Single(scene.State.ServingHosts);
    }

    [Fact]
    public void A_host_whose_replica_ended_refuses_its_clients_and_holds_nobody_up()
    {
        var request = scene.Own(Say.Write);
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        scene.Echo();

        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(request));
        Assert.Equal("The replica of this host ended, and there is no other one to take its place.", scene.State.Reason);
        Assert.Single(scene.Reported(ReportKind.ReplicaRetired));

        scene.Other(Say.Two, Say.Write);
        Assert.Equal(scene.State.Position, scene.Wanted<ManagerEffect.SendVote>().Single().Message.Sequence);
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void Nothing_is_kept_under_the_name_of_a_write()
    {
        Assert.Null(scene.Arrive(Say.Write, new IdempotencyKey(Say.Digest("name"), Say.Digest("request"))));

        Assert.Equal(RefusalReason.KeysNotKept, scene.Wanted<ManagerEffect.Refuse>().Single().Refusal.Reason);
    }

    [Fact]
    public void Operators_are_told_that_there_are_no_passive_replicas()
    {
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        scene.Step(new ManagerEvent.ActivationAsked(2));
        scene.Step(new ManagerEvent.PassivationAsked(3, Say.Replica(Say.One)));

        const string Refusal = "There are no passive replicas in mode crash.";
        Assert.Equal(Refusal, scene.Wanted<ManagerEffect.RecoveryDone>().Single().Refusal);
        Assert.Equal([Refusal, Refusal], scene.Wanted<ManagerEffect.ActivationDone>().Select(done => done.Refusal));
    }
}
