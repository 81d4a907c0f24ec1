using System.Text;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Repeats;
using Spare.Replication.Return;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.Repeats;

/// <summary>Host 1 and clients that send a write again under its key.</summary>
public sealed class NamedWritesTests
{
    private static readonly IdempotencyKey Key = new(Say.Digest("name"), Say.Digest("request"));

    [Fact]
    public void A_write_that_is_sent_again_is_not_executed_and_gets_the_first_reply()
    {
        var scene = Scene.Serving();
        Own(scene, Key);
        scene.Settle(1, "reply", "wrote");
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        scene.Forget();
        var again = Own(scene, Key);
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
        Assert.Equal(Say.At(1), scene.State.Position);
        var answer = Assert.Single(scene.Wanted<ManagerEffect.Answer>());
        Assert.Equal((again, Say.At(1), "reply"), (answer.Id, answer.Sequence, Encoding.UTF8.GetString(answer.Reply.Span)));
    }

    [Fact]
    public void One_that_comes_while_the_first_is_undecided_waits_for_it()
    {
        var scene = Scene.Serving();
        Other(scene, Key);
        var again = Own(scene, Key);
        Assert.Equal(1, scene.Load.Repeats);
        scene.Settle(1, "reply", "wrote");
        Assert.False(scene.Answered(again)); // Not in the journal.
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.True(scene.Answered(again));
        Assert.Equal(0, scene.Load.Repeats);
    }

    [Fact]
    public void Another_request_under_the_key_is_refused_whether_or_not_the_first_is_decided()
    {
        var scene = Scene.Serving();
        Own(scene, Key);
        var before = Own(scene, Key with { Request = Say.Digest("other") });
        scene.Settle(1, "reply", "wrote");
        var after = Own(scene, Key with { Request = Say.Digest("other") });
        Assert.Equal([RefusalReason.KeyReused], scene.Refused(before));
        Assert.Equal([RefusalReason.KeyReused], scene.Refused(after));
        Assert.Equal(Say.At(1), scene.State.Position);
    }

    [Fact]
    public void The_oldest_name_that_goes_before_its_time_is_an_event_once_an_hour()
    {
        var scene = Scene.Serving(change: options => options with
        {
            KeptReplies = new KeptReplyOptions(TimeSpan.FromHours(24), CountMaximum: 1, BytesMaximum: 1_000),
        });
        Named("a", 1);
        Assert.Empty(scene.Reported(ReportKind.KeyForgotten));
        Named("b", 2);
        Named("c", 3);
        Assert.Single(scene.Reported(ReportKind.KeyForgotten));
        scene.Pass(TimeSpan.FromHours(1.1));
        Named("d", 4);
        Assert.Equal(2, scene.Reported(ReportKind.KeyForgotten).Count());
        scene.Pass(TimeSpan.FromHours(25));
        Named("e", 5);
        Assert.Equal(2, scene.Reported(ReportKind.KeyForgotten).Count());

        void Named(string name, ulong position)
        {
            Own(scene, new IdempotencyKey(Say.Digest(name), Say.Digest("request")));
            scene.Settle(position, "reply", "wrote");
        }
    }

    [Fact]
    public void Another_name_is_another_write()
    {
        var scene = Scene.Serving();
        Own(scene, Key);
        Own(scene, Key with { Name = Say.Digest("other") });
        Assert.Equal(Say.At(2), scene.State.Position);
    }

    [Fact]
    public void The_key_of_a_read_means_nothing()
    {
        var scene = Scene.Serving();
        var proposed = Arrive(scene, Key, Say.Read);
        Assert.Null(proposed.Key);
    }

    [Fact]
    public void A_voided_write_may_be_sent_again_and_whoever_waits_for_it_is_told()
    {
        var scene = Scene.Serving();
        Own(scene, Key);
        var waiting = Own(scene, Key);
        scene.Void(1);
        Assert.Equal([RefusalReason.TimedOut], scene.Refused(waiting));
        Own(scene, Key);
        Assert.Equal(Say.At(2), scene.State.Position);
    }

    [Fact]
    public void A_write_that_changed_nothing_is_journaled_with_its_reply()
    {
        var scene = Scene.Serving();
        Own(scene, Key);
        scene.Settle(1, "reply");
        var append = Assert.Single(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.True(append.Update.WriteSet.IsEmpty);
        Assert.Equal((Key, Say.At(1), "reply"), (append.Kept!.Key, append.Kept.Sequence, Encoding.UTF8.GetString(append.Kept.Reply.Span)));
    }

    [Fact]
    public void A_failure_that_changed_nothing_leaves_no_trace()
    {
        var scene = Scene.Serving();
        Own(scene, Key);
        var waiting = Own(scene, Key);
        scene.Executed(1, Say.Failed(Outcome.ServiceDied));
        foreach (var host in scene.Options.Hosts)
        {
            scene.WriteVote(host, 1, Say.Failed(Outcome.ServiceDied).Vote);
        }

        Assert.Equal([RefusalReason.ServiceFailed], scene.Refused(waiting));
        Own(scene, Key);
        Assert.Equal(Say.At(2), scene.State.Position);
    }

    [Fact]
    public void Of_a_reply_that_is_too_long_the_key_is_kept()
    {
        var scene = Scene.Serving();
        Own(scene, Key);
        scene.Settle(1, new string('x', KeptReplyOptions.ReplyMaximum + 1), "wrote");
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        var again = Own(scene, Key);
        Assert.Equal([RefusalReason.ReplyNotKept], scene.Refused(again));
        Assert.Equal(Say.At(1), scene.State.Position);
    }

    [Fact]
    public void A_host_whose_replica_answered_otherwise_waits_for_the_agreed_reply()
    {
        var scene = Scene.Serving(faults: 1);
        Other(scene, Key);
        scene.Executed(1, Say.Result("wrong", "wrong"));
        scene.WriteVote(Say.One, 1, Say.Vote("wrong", "wrong"));
        scene.WriteVote(Say.Two, 1, Say.Vote("reply", "wrote"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("reply", "wrote"), generation: 2);
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "wrote"u8.ToArray()));
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "reply"u8.ToArray()));
        Assert.Equal("reply", Encoding.UTF8.GetString(Assert.Single(scene.Wanted<ManagerEffect.AppendToJournal>()).Kept!.Reply.Span));
    }

    [Fact]
    public void A_host_that_holds_no_reply_any_more_says_so_to_whoever_waits()
    {
        var scene = Scene.Serving();
        Other(scene, Key);
        var again = Own(scene, Key);
        scene.Step(new ManagerEvent.JournalFailed("disk full"));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(again));
    }

    [Fact]
    public void A_host_that_came_back_knows_the_keys_of_its_journal()
    {
        var end = new JournalEnd(Say.At(7), new Instant(70), new UpdateNumber(5), Say.Digest("chain"));
        var past = new HostPast(new ServingEpoch(new Epoch(2), [Say.One, Say.Two]), end)
        {
            Kept = [new KeptReply(Key, Say.At(7), new Instant(999_000_000), Outcome.Replied, "reply"u8.ToArray())],
        };
        var scene = new Scene(change: options => options with { Past = past });
        scene.Step(new ManagerEvent.Started());
        scene.Step(new ManagerEvent.QuorumChanged(true, scene.Options.Hosts));
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        var word = scene.Sent<HostReady>().Last();
        scene.Deliver(Say.One, word);
        scene.Deliver(Say.Two, word with { Replica = Say.Replica(Say.Two) });
        scene.Step(new ManagerEvent.PassiveMade(new UpdateNumber(5)));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        Assert.True(scene.State.Serving, scene.State.Reason);
        var again = Own(scene, Key);
        Assert.True(scene.Answered(again));
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
    }

    private static RequestProposed Arrive(Scene scene, IdempotencyKey key, RouteNumber route)
    {
        scene.Forget();
        scene.Arrive(route, key);
        return Assert.Single(scene.Sent<RequestProposed>());
    }

    private static RequestId Own(Scene scene, IdempotencyKey key)
    {
        var proposed = scene.Arrive(Say.Write, key);
        Assert.NotNull(proposed);
        scene.Deliver(Say.One, proposed);
        return proposed.Id;
    }

    private static void Other(Scene scene, IdempotencyKey key) => scene.Deliver(Say.Two, new RequestProposed(
        new RequestId(Say.Two, new Incarnation(8), 1), Say.Write, scene.Now, new Seed(3, 4), new byte[] { 9 }) { Key = key });
}
