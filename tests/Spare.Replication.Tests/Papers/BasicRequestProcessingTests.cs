using Spare.Protocol.Messages;
using Spare.Replication.Execution;

namespace Spare.Replication.Tests.Papers;

/// <summary>The claims of SPARE 2.3, one test each.</summary>
[Trait("Section", "2.3")]
public sealed class BasicRequestProcessingTests
{
    [Fact]
    public void The_manager_that_receives_a_request_forwards_it_to_the_group_communication()
    {
        var scene = Scene.Serving();
        Assert.NotNull(scene.Arrive(Say.Read));
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
    }

    [Fact]
    public void After_ordering_a_request_is_handed_to_the_local_active_replica_on_every_host()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Read);
        scene.Other(Say.Two, Say.Read);
        Assert.Equal(
            [Say.At(1), Say.At(2)], scene.Wanted<ManagerEffect.Execute>().Select(execute => execute.Request.Sequence));
    }

    [Fact]
    public void Replicas_execute_in_the_one_order_so_that_determinism_is_preserved()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Own(Say.Write);
        scene.Settle(1, "a");
        Assert.Equal(
            [Say.At(1), Say.At(2)], scene.Wanted<ManagerEffect.Execute>().Select(execute => execute.Request.Sequence));
    }

    [Fact]
    public void Voting_on_a_reply_takes_place_only_at_the_manager_that_received_the_request()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        Assert.Equal(0, scene.Load.OpenReads);
        Assert.Empty(scene.Wanted<ManagerEffect.Answer>());
    }

    [Fact]
    public void The_other_manager_provides_a_hash_over_its_replicas_reply()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Read);
        scene.Executed(1, Say.Result("a"));
        var sent = Assert.Single(scene.Wanted<ManagerEffect.SendVote>());
        Assert.Equal((Say.Two, Say.Digest("a")), (sent.Receiver, sent.Message.Vote.Reply));
    }

    [Fact]
    public void When_the_local_reply_matches_the_hash_it_is_forwarded_to_the_client()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        Assert.True(scene.Answered(read));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_voter_needs_f_plus_1_matching_replies(int faults)
    {
        var scene = Scene.Serving(faults);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        foreach (var host in scene.Options.Hosts.Skip(1))
        {
            Assert.False(scene.Answered(read));
            scene.ReadVote(host, 1, Say.Vote("a"));
        }

        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void In_case_of_a_mismatch_the_reply_is_not_forwarded_and_more_is_done_to_find_the_correct_one()
    {
        // Divergence: a read is first ordered once more, so that all managers decide it (section 4.1).
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        Assert.False(scene.Answered(read));
        Assert.Equal(read, Assert.Single(scene.Sent<ReadDisputed>()).Id);
    }

    [Fact]
    public void In_case_of_a_missing_reply_nothing_is_forwarded_and_more_is_done_to_find_the_correct_one()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.Pass(2 * Scene.Deadline);
        Assert.False(scene.Answered(read));
        Assert.Equal(read, Assert.Single(scene.Sent<ReadDisputed>()).Id);
    }

    [Fact]
    public void Time_and_randomness_are_agreed_with_the_order()
    {
        // Divergence: the paper leaves nondeterminism to the service; here the entry manager stamps the request.
        var scene = Scene.Serving();
        scene.Own(Say.Read);
        OrderedRequest request = scene.Wanted<ManagerEffect.Execute>().Single().Request;
        Assert.Equal((scene.Now, new Protocol.Seed(1, 2)), (request.Time, request.Seed));
    }
}
