using System.Net;
using System.Threading.Channels;
using Spare.Protocol;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Agents;
using Spare.Replicas.Services;
using Spare.Replicas.Tests.Agents;
using Spare.Replicas.Tests.Services;
using Spare.Replication.Execution;
using Spare.Runtime.Ports;

namespace Spare.Replicas.Tests;

/// <summary>Each write runs between its own marks, whatever the agent and the service do.</summary>
public sealed class WriteLaneTests : IAsyncLifetime, IDisposable
{
    private static readonly EncodedWriteSet Wrote = new WriteSet(
        [new Change.Truncated([new TableName("public", "item")])], []).Encode();

    private readonly ScriptedAgent agent = new();
    private readonly Channel<ulong> ended = Channel.CreateUnbounded<ulong>();
    private readonly FakeService service = new(AnswerAllAsync);
    private AgentConnection connection = null!;
    private ServiceInstances instances = null!;
    private WriteLane lane = null!;

    public async Task InitializeAsync()
    {
        connection = await agent.ConnectAsync();
        instances = new ServiceInstances(
            IPAddress.Loopback, new ServiceEndpoints(service.Endpoint.Port, [], VolatileFields.None), takeFault: null);
        lane = new WriteLane(connection);
    }

    public async Task DisposeAsync()
    {
        await connection.DisposeAsync();
        await service.DisposeAsync();
    }

    public void Dispose()
    {
        instances.Dispose();
        agent.Dispose();
    }

    [Fact]
    public async Task A_write_alone_is_begun_and_ended_for_itself()
    {
        var write = WriteAsync(1);
        await BeginAsync(1);
        await EndAsync(1, next: null);
        await agent.SendAsync(new WriteSetCaptured(new(1), Wrote));
        Assert.Equal((Outcome.Replied, Wrote.Digest), ((await write).Vote.Outcome, (await write).Vote.WriteSet));
        var later = WriteAsync(2);
        await BeginAsync(2);
        await EndAsync(2, next: null);
        await agent.SendAsync(new WriteSetCaptured(new(2), EncodedWriteSet.Empty));
        Assert.True((await later).Vote.WroteNothing);
    }

    [Fact]
    public async Task The_end_of_a_write_begins_the_next_and_its_write_set_follows()
    {
        var first = WriteAsync(1);
        var second = WriteAsync(2);
        await BeginAsync(1);
        await EndAsync(1, next: 2);
        Assert.Equal(1UL, await ended.Reader.ReadAsync());
        await EndAsync(2, next: null);
        Assert.Equal(2, service.Requests.Count);
        Assert.False(first.IsCompleted);
        await agent.SendAsync(new WriteSetCaptured(new(1), EncodedWriteSet.Empty));
        Assert.True((await first).Vote.WroteNothing);
        await agent.SendAsync(new WriteSetCaptured(new(2), Wrote));
        Assert.Equal(Wrote.Digest, (await second).Vote.WriteSet);
    }

    [Fact]
    public async Task After_an_end_that_was_not_quiet_the_next_write_is_begun_for_itself()
    {
        var first = WriteAsync(1);
        var second = WriteAsync(2);
        await BeginAsync(1);
        Assert.Equal(2UL, ((EndWrite)await agent.ReceiveAsync()).Next?.Sequence.Value);
        Assert.Single(service.Requests);
        await agent.SendAsync(new WriteNotQuiet(new(1), "busy"));
        Assert.Equal(Outcome.TimedOut, (await first).Vote.Outcome);
        await BeginAsync(2);
        await EndAsync(2, next: null);
        Assert.Equal(2UL, await ended.Reader.ReadAsync());
        await agent.SendAsync(new WriteSetCaptured(new(2), Wrote));
        Assert.Equal(Outcome.Replied, (await second).Vote.Outcome);
    }

    [Fact]
    public async Task An_agent_that_ends_takes_all_writes_with_it_and_none_is_sent_to_the_service()
    {
        var writes = new[] { WriteAsync(1), WriteAsync(2), WriteAsync(3) };
        Assert.IsType<BeginWrite>(await agent.ReceiveAsync());
        agent.Hang();
        foreach (var write in writes)
        {
            await Assert.ThrowsAsync<ReplicaException>(() => write);
        }

        await Assert.ThrowsAsync<ReplicaException>(() => WriteAsync(4));
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task An_agent_that_ends_after_a_write_leaves_its_outcome_open()
    {
        var write = WriteAsync(1);
        await BeginAsync(1);
        await EndAsync(1, next: null);
        Assert.Equal(1UL, await ended.Reader.ReadAsync());
        agent.Hang();
        await Assert.ThrowsAsync<ReplicaException>(() => write);
    }

    private static async Task AnswerAllAsync(FakeServiceConnection connection)
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        }
    }

    private Task<ExecutionResult> WriteAsync(ulong position)
    {
        var call = Calls.Get();
        var request = new OrderedRequest(
            new SequenceNumber(position), new RequestId(new HostId(1), new Incarnation(1), position), default,
            RouteClass.Write, new Instant((long)position), new Seed(1, 2), call.Request.Bytes);
        return lane.ExecuteAsync(
            new Execution(instances, call.Route, call.Deadline, request, keepReply: true),
            () => Assert.True(ended.Writer.TryWrite(position)), CancellationToken.None);
    }

    private async Task BeginAsync(ulong position)
    {
        Assert.Equal(new BeginWrite(new(position), new Instant((long)position)), await agent.ReceiveAsync());
        await agent.SendAsync(new WriteBegun(new(position)));
    }

    private async Task EndAsync(ulong position, ulong? next)
    {
        var end = Assert.IsType<EndWrite>(await agent.ReceiveAsync());
        Assert.Equal((position, next), (end.Sequence.Value, end.Next?.Sequence.Value));
        await agent.SendAsync(new WriteEnded(new(position)));
    }
}
