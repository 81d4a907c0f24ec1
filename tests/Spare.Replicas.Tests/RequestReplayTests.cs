using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replicas.Tests.Machines;
using Spare.Replicas.Tests.Services;
using Spare.Replication.Execution;
using Spare.Runtime.Ports;
using static Spare.Replicas.Tests.Machines.FakeHost;

namespace Spare.Replicas.Tests;

/// <summary>A request that is executed again off to the side: on what, within which bounds, and what is left of it.</summary>
public sealed class RequestReplayTests
{
    [Fact]
    public async Task The_clone_gets_the_updates_before_the_request_and_is_destroyed_when_it_fails()
    {
        await using var host = await FakeHost.StartAsync();
        host.Journal.Append(11, 30);
        FakeMachine? clone = null;
        host.Hypervisor.Made = made =>
        {
            made.RefusesUpdates = true;
            clone = made;
        };

        var refused = await Assert.ThrowsAsync<ReplicaException>(() => ReplayAsync(host, 21));

        Assert.Contains("refused the update", refused.Message, StringComparison.Ordinal);
        Assert.Equal([(11UL, 10)], BatchesOf(clone!));
        await Until.TrueAsync(() => !host.Hypervisor.Machines.Contains(clone!));
        Assert.Equal(2, host.Replicas.Describe().Length);
    }

    [Fact]
    public async Task A_request_before_the_base_is_refused()
    {
        await using var host = await WithBaseAsync();

        var refused = await Assert.ThrowsAsync<ReplicaException>(() => ReplayAsync(host, 115));

        Assert.Contains("s115 already", refused.Message, StringComparison.Ordinal);
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 3);
    }

    [Fact]
    public async Task One_request_is_executed_again_at_a_time()
    {
        await using var host = await WithBaseAsync();
        var copied = new TaskCompletionSource();
        host.Hypervisor.CopyHeld = copied.Task;
        var first = ReplayAsync(host, 115);

        var refused = await Assert.ThrowsAsync<ReplicaException>(() => ReplayAsync(host, 116));

        Assert.Contains("Another request", refused.Message, StringComparison.Ordinal);
        copied.SetResult();
        await Assert.ThrowsAsync<ReplicaException>(() => first);
        var next = await Assert.ThrowsAsync<ReplicaException>(() => ReplayAsync(host, 115));
        Assert.Contains("s115 already", next.Message, StringComparison.Ordinal);
        await Until.TrueAsync(() => host.Hypervisor.Machines.Count == 3);
    }

    private static Task<ExecutionResult> ReplayAsync(FakeHost host, ulong position) => host.Replicas.ReplayAsync(
        new OrderedRequest(
            new SequenceNumber(position), new RequestId(Self, new Incarnation(1), 1), default, RouteClass.Write, default,
            default, default),
        CancellationToken.None).WaitAsync(Patience);

    /// <summary>With a base that has updates up to 115.</summary>
    private static async Task<FakeHost> WithBaseAsync()
    {
        var host = await FakeHost.StartAsync(baseInterval: 100);
        host.Journal.Append(11, 115);
        await host.UpdatePassiveAsync(Updates(11, 115));
        await host.NoticeAsync<ReplicaNotice.BaseMade>();
        return host;
    }
}
