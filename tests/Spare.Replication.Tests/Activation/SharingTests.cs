using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Activation;

public sealed class SharingTests
{
    [Fact]
    public void The_host_whose_woken_replica_decided_shares_reply_and_write_set_with_the_entry_that_lacks_them()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        DecideHere(scene);
        Assert.Equal(
            ["a"u8.ToArray(), "x"u8.ToArray()],
            scene.Sent<ContentShared>().Select(message => message.Content.ToArray()));
        Assert.All(scene.Sent<ContentShared>(), message => Assert.Equal(Say.At(1), message.Sequence));
    }

    [Fact]
    public void The_reply_is_not_shared_with_a_host_that_has_no_client_waiting_for_it()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        DecideHere(scene);
        Assert.Equal("x"u8.ToArray(), Assert.Single(scene.Sent<ContentShared>()).Content.ToArray());
    }

    [Fact]
    public void Nothing_is_shared_when_every_host_has_a_replica_that_agrees()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Settle(1, "a", "x");
        Assert.Empty(scene.Sent<ContentShared>());
    }

    [Fact]
    public void A_host_that_lacks_the_write_set_journals_and_answers_when_it_came()
    {
        var scene = Lacking(out var write);
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.Equal(0, scene.State.Buffered);
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "x"u8.ToArray()));
        Assert.Equal("x"u8, Assert.Single(scene.Wanted<ManagerEffect.AppendToJournal>()).Update.WriteSet.Span);
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.False(scene.Answered(write));
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "a"u8.ToArray()));
        Assert.True(scene.Answered(write));
        Assert.Equal("a"u8, Assert.Single(scene.Wanted<ManagerEffect.Answer>()).Reply.Span);
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void Content_that_is_not_what_was_agreed_is_not_taken()
    {
        var scene = Lacking(out var write);
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "y"u8.ToArray()));
        scene.Deliver(Say.Two, new ContentShared(Say.At(9), "x"u8.ToArray()));
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.False(scene.Answered(write));
    }

    [Fact]
    public void A_host_that_lacks_agreed_content_does_not_say_that_it_is_ready_until_it_came()
    {
        var scene = Lacking(out _);
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts) { Left = [Say.Two] });
        Assert.Empty(scene.Sent<HostReady>());
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "x"u8.ToArray()));
        Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "x"u8.ToArray()));
        Assert.Single(scene.Sent<HostReady>());
    }

    [Fact]
    public void No_replica_is_started_from_a_buffer_that_lacks_an_agreed_update()
    {
        var scene = Lacking(out _);
        scene.Deliver(Say.One, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.One), Say.At(1)));
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "x"u8.ToArray()));
        var start = Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Equal([new UpdateNumber(1)], start.Updates.Select(update => update.Number));
    }

    /// <summary>The active and the woken replica of this host agree, and that of host 2 said something else.</summary>
    private static void DecideHere(Scene scene)
    {
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("wrong"));
        scene.Wake(1);
        scene.Executed(1, Say.Result("a", "x"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"), generation: 2);
        Assert.Null(scene.State.FirstUnsettled);
    }

    /// <summary>The active and the woken replica of host 2 agree, and that of this host said something else.</summary>
    private static Scene Lacking(out RequestId write)
    {
        var scene = Scene.Serving();
        write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("wrong", "y"));
        scene.WriteVote(Say.One, 1, Say.Vote("wrong", "y"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), generation: 2);
        return scene;
    }
}
