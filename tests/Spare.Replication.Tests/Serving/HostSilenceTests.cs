using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Serving;

/// <summary>
/// A manager that hangs while its group daemon goes on stays in the group: nobody goes on without it, and nobody waits for ever.
/// </summary>
public sealed class HostSilenceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Scene scene = Serving(ReplicationMode.Spare);

    [Fact]
    public void A_client_whose_answer_waits_for_a_host_that_hangs_is_told_which_and_that_the_outcome_is_open()
    {
        var write = scene.Own(Say.Write);
        Pass(scene.Options.SilenceMaximum + Patience);
        Assert.Empty(scene.Refused(write));
        Pass(TimeSpan.FromSeconds(2));
        var refusal = Assert.Single(scene.Wanted<ManagerEffect.Refuse>()).Refusal;
        Assert.Equal(RefusalReason.OutcomeUnknown, refusal.Reason);
        Assert.Contains("h2", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_while_it_hangs_is_not_ordered_and_what_comes_when_it_is_heard_again_is()
    {
        Pass(scene.Options.SilenceMaximum + Patience + TimeSpan.FromSeconds(2));
        Assert.Null(scene.Arrive(Say.Write));
        Assert.Equal(RefusalReason.NotServing, Assert.Single(scene.Wanted<ManagerEffect.Refuse>()).Refusal.Reason);
        scene.Deliver(Say.Two, new RequestsHeld(scene.Epoch, Say.Two, SequenceNumber.None));
        Assert.NotNull(scene.Arrive(Say.Write));
    }

    [Fact]
    public void Whoever_came_before_it_was_known_waits_and_is_answered_if_it_is_heard_in_time()
    {
        Pass(scene.Options.SilenceMaximum + TimeSpan.FromSeconds(2));
        Assert.Null(scene.Arrive(Say.Write));
        scene.Forget();
        scene.Deliver(Say.Two, new RequestsHeld(scene.Epoch, Say.Two, SequenceNumber.None));
        var write = Assert.Single(scene.Sent<RequestProposed>());
        scene.Deliver(Say.One, write);
        scene.Settle(1, "done");
        Assert.True(scene.Answered(write.Id));
    }

    [Fact]
    public void It_is_reported_once_with_what_waits_and_once_that_it_is_over()
    {
        scene.Own(Say.Write);
        Pass(scene.Options.SilenceMaximum + TimeSpan.FromSeconds(3));
        var hangs = Assert.Single(scene.Reported(ReportKind.HostHangs));
        Assert.Contains("h2", hangs.Text, StringComparison.Ordinal);
        Assert.Contains("1 requests", hangs.Text, StringComparison.Ordinal);
        Assert.Equal(Say.At(1), hangs.Sequence);
        Assert.Empty(scene.Reported(ReportKind.HostHeard));
        scene.Deliver(Say.Two, new RequestsHeld(scene.Epoch, Say.Two, Say.At(1)));
        scene.Deliver(Say.Two, new RequestsHeld(scene.Epoch, Say.Two, Say.At(1)));
        Assert.Single(scene.Reported(ReportKind.HostHeard));
    }

    [Fact]
    public void Who_has_nothing_to_say_says_so_in_time()
    {
        for (var said = 0; said < 4; said++)
        {
            scene.Forget();
            Pass(scene.Options.SilenceMaximum / 2);
            Assert.NotEmpty(scene.Sent<RequestsHeld>());
        }
    }

    [Fact]
    public void A_host_that_itself_stood_still_says_of_no_other_that_it_hangs()
    {
        scene.Pass(TimeSpan.FromMilliseconds(50));
        scene.Pass(TimeSpan.FromSeconds(70));
        Assert.Empty(scene.Reported(ReportKind.HostHangs));
        Assert.True(scene.State.Serving);
    }

    [Fact]
    public void Where_enough_others_hold_the_requests_nobody_is_refused()
    {
        var voters = Serving(ReplicationMode.AppBft);
        for (var second = 0; second < 20; second++)
        {
            voters.Pass(TimeSpan.FromSeconds(1));
            voters.Deliver(Say.Two, new RequestsHeld(voters.Epoch, Say.Two, SequenceNumber.None));
        }

        Assert.Contains("h3", Assert.Single(voters.Reported(ReportKind.HostHangs)).Text, StringComparison.Ordinal);
        Assert.True(voters.State.Serving);
    }

    private static Scene Serving(ReplicationMode mode) =>
        Scene.Serving(change: options => options with { ServingPatience = Patience }, mode: mode);

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            scene.Pass(TimeSpan.FromSeconds(1));
        }
    }
}
