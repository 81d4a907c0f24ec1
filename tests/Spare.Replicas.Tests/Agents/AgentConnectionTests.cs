using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Agents;

namespace Spare.Replicas.Tests.Agents;

/// <summary>Whatever an agent does, its manager gets an answer or a reason, in time and in bounded memory.</summary>
public sealed class AgentConnectionTests : IDisposable
{
    private static readonly SequenceNumber Seven = new(7);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly EncodedWriteSet SomeWriteSet = new WriteSet(
        [new Change.Truncated([new TableName("public", "item")])], []).Encode();

    private readonly ScriptedAgent agent = new();

    public void Dispose() => agent.Dispose();

    [Fact]
    public void An_instance_that_ended_is_called_by_its_name() => Assert.Equal(
        "The write instance of the service failed: ended by itself with code 1",
        new AgentNotice.ServiceDied("write instance", "ended by itself with code 1").ToString());

    [Fact]
    public async Task Gives_the_write_set_that_follows_the_end_of_a_write()
    {
        await using var connection = await agent.ConnectAsync();
        var ending = connection.EndWriteAsync(Seven, Quiet, new NextWrite(new(8), new Instant(5)), CancellationToken.None);
        Assert.Equal(new EndWrite(Seven, Quiet, new NextWrite(new(8), new Instant(5))), await agent.ReceiveAsync());
        await agent.SendAsync(new WriteEnded(Seven));
        var end = Assert.IsType<WriteEnd.Quiet>(await ending);
        Assert.False(end.WriteSet.IsCompleted);

        await agent.SendAsync(new WriteSetCaptured(Seven, SomeWriteSet));

        Assert.Equal(new CapturedWriteSet.Captured(SomeWriteSet), await end.WriteSet);
    }

    [Fact]
    public async Task Takes_a_write_set_that_overtakes_the_end()
    {
        await using var connection = await agent.ConnectAsync();
        var ending = connection.EndWriteAsync(Seven, Quiet, null, CancellationToken.None);
        await agent.ReceiveAsync();

        await agent.SendAsync(new WriteSetRefused(Seven, "schema"));
        await agent.SendAsync(new WriteEnded(Seven));

        Assert.Equal(new CapturedWriteSet.Refused("schema"), await ((WriteEnd.Quiet)await ending).WriteSet);
    }

    [Fact]
    public async Task Calls_a_malformed_write_set_refused()
    {
        await using var connection = await agent.ConnectAsync();
        var ending = connection.EndWriteAsync(Seven, Quiet, null, CancellationToken.None);
        await agent.ReceiveAsync();
        await agent.SendAsync(new WriteEnded(Seven));

        await agent.SendAsync(new WriteSetCaptured(Seven, new EncodedWriteSet(new byte[] { 1, 2, 3 })));

        Assert.Equal(
            new CapturedWriteSet.Refused("the write set is malformed"), await ((WriteEnd.Quiet)await ending).WriteSet);
    }

    [Fact]
    public async Task Tells_when_a_write_was_not_quiet()
    {
        await using var connection = await agent.ConnectAsync();
        var ending = connection.EndWriteAsync(Seven, Quiet, null, CancellationToken.None);
        await agent.ReceiveAsync();

        await agent.SendAsync(new WriteNotQuiet(Seven, "backend 5"));

        Assert.Equal(new WriteEnd.NotQuiet("backend 5"), await ending);
    }

    public static TheoryData<string, byte[]> Misdeeds => new()
    {
        { "the agent sent a malformed report", FrameBuffer.Frame([99, 1, 2]) },
        { "the agent sent a malformed report", FrameBuffer.Frame([2, 0]) },
        { "the agent announced a frame that is empty or too long", [0, 0, 0, 0] },
        { "the agent announced a frame that is empty or too long", [255, 255, 255, 127] },
        { "the agent sent an unsolicited WriteBegun", new WriteBegun(new SequenceNumber(8)).ToFrame() },
        { "the agent sent an unsolicited UpdatesApplied", new UpdatesApplied(new UpdateNumber(1)).ToFrame() },
        { "the agent sent an unsolicited DumpPart", new DumpPart("x").ToFrame() },
        { "the agent sent an unsolicited write set of s8", new WriteSetCaptured(new(8), EncodedWriteSet.Empty).ToFrame() },
        { "the agent failed: no disk", new Failed("no disk").ToFrame() },
    };

    [Theory]
    [MemberData(nameof(Misdeeds))]
    public async Task Closes_with_a_reason_at_the_first_misdeed(string reason, byte[] sent)
    {
        await using var connection = await agent.ConnectAsync();
        var beginning = connection.BeginWriteAsync(Seven, default, CancellationToken.None);
        await agent.ReceiveAsync();

        await agent.SendAsync(sent);

        Assert.Equal(reason, (await Assert.ThrowsAsync<AgentException>(() => beginning)).Message);
        Assert.Equal(reason, await connection.Closed.WaitAsync(Patience));
        Assert.Equal(
            reason, (await Assert.ThrowsAsync<AgentException>(() => connection.StatusAsync(CancellationToken.None))).Message);
    }

    [Fact]
    public async Task Closes_when_a_write_set_comes_twice()
    {
        await using var connection = await agent.ConnectAsync();
        var ending = connection.EndWriteAsync(Seven, Quiet, null, CancellationToken.None);
        await agent.ReceiveAsync();
        await agent.SendAsync(new WriteEnded(Seven));
        await agent.SendAsync(new WriteSetCaptured(Seven, SomeWriteSet));
        await agent.SendAsync(new WriteSetCaptured(Seven, SomeWriteSet));

        Assert.Equal("the agent sent an unsolicited write set of s7", await connection.Closed.WaitAsync(Patience));
        Assert.IsType<CapturedWriteSet.Captured>(await ((WriteEnd.Quiet)await ending).WriteSet);
    }

    [Fact]
    public async Task Fails_everything_that_waits_when_the_agent_dies()
    {
        await using var connection = await agent.ConnectAsync();
        var ending = connection.EndWriteAsync(Seven, Quiet, null, CancellationToken.None);
        await agent.ReceiveAsync();
        await agent.SendAsync(new WriteEnded(Seven));
        var end = (WriteEnd.Quiet)await ending;
        var second = connection.BeginWriteAsync(new SequenceNumber(8), default, CancellationToken.None);

        agent.Hang();

        await Assert.ThrowsAsync<AgentException>(() => end.WriteSet);
        await Assert.ThrowsAsync<AgentException>(() => second);
        Assert.False(await connection.Notices.WaitToReadAsync());
    }

    [Fact]
    public async Task Closes_when_a_command_is_not_answered_in_time()
    {
        await using var connection = await agent.ConnectAsync(
            new AgentConnectionOptions { Command = TimeSpan.FromMilliseconds(50) });

        var late = await Assert.ThrowsAsync<AgentException>(
            () => connection.BeginWriteAsync(Seven, default, CancellationToken.None));

        Assert.Equal("the agent gave no answer to BeginWrite within 0.05 s", late.Message);
    }

    [Fact]
    public async Task Closes_when_a_write_set_does_not_come_in_time()
    {
        await using var connection = await agent.ConnectAsync(
            new AgentConnectionOptions { WriteSet = TimeSpan.FromMilliseconds(50) });
        var ending = connection.EndWriteAsync(Seven, Quiet, null, CancellationToken.None);
        await agent.ReceiveAsync();
        await agent.SendAsync(new WriteEnded(Seven));

        var end = (WriteEnd.Quiet)await ending;

        var late = await Assert.ThrowsAsync<AgentException>(() => end.WriteSet);
        Assert.Equal("the agent gave no write set of s7 within 0.05 s", late.Message);
    }

    [Fact]
    public async Task Closes_when_notices_come_faster_than_they_are_read()
    {
        await using var connection = await agent.ConnectAsync(new AgentConnectionOptions { NoticesMaximum = 3 });

        for (var count = 0; count < 4; count++)
        {
            await agent.SendAsync(new UnpromptedCommit($"transaction {count}"));
        }

        Assert.Equal("the agent floods its manager with notices", await connection.Closed.WaitAsync(Patience));
        Assert.Equal(new AgentNotice.UnpromptedCommit("transaction 0"), await connection.Notices.ReadAsync());
    }

    [Fact]
    public async Task Receives_the_answer_to_a_command_whose_caller_gave_up()
    {
        await using var connection = await agent.ConnectAsync();
        using var giveUp = new CancellationTokenSource();
        var beginning = connection.BeginWriteAsync(Seven, default, giveUp.Token);
        await agent.ReceiveAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => beginning);

        var status = connection.StatusAsync(CancellationToken.None);
        await agent.SendAsync(new WriteBegun(Seven));
        Assert.Equal(new QueryStatus(), await agent.ReceiveAsync());
        await agent.SendAsync(new StatusReported(ScriptedAgent.Greeting.Status));

        Assert.Equal(ScriptedAgent.Greeting.Status, await status);
    }

    [Fact]
    public async Task Cuts_updates_into_batches_that_fit_a_frame()
    {
        await using var connection = await agent.ConnectAsync();
        var large = new EncodedWriteSet(new byte[WriteSetBounds.Standard.Bytes]);
        var applying = connection.ApplyAsync(
            new UpdateNumber(5), [large, large, large, large, SomeWriteSet], ReplicaUse.Executed, CancellationToken.None);

        var first = Assert.IsType<ApplyUpdates>(await agent.ReceiveAsync());
        Assert.Equal((5UL, 3, ReplicaUse.Updated), (first.First.Value, first.WriteSets.Length, first.Use));
        await agent.SendAsync(new UpdatesApplied(new UpdateNumber(7)));
        var second = Assert.IsType<ApplyUpdates>(await agent.ReceiveAsync());
        Assert.Equal((8UL, 2, ReplicaUse.Executed), (second.First.Value, second.WriteSets.Length, second.Use));
        await agent.SendAsync(new UpdatesRefused("no room"));

        Assert.Equal(new ApplyOutcome.Refused(new UpdateNumber(7), "no room"), await applying);
    }

    [Fact]
    public async Task Refuses_an_agent_of_another_version()
    {
        var connecting = AgentConnection.ConnectAsync(agent.Endpoint, new AgentConnectionOptions(), CancellationToken.None);
        await agent.AcceptAsync();
        await agent.SendAsync(ScriptedAgent.Greeting with { Version = 77 });

        var refused = await Assert.ThrowsAsync<AgentException>(() => connecting);

        Assert.Equal($"the agent speaks version 77, this manager {AgentProtocol.Version}", refused.Message);
    }

    [Fact]
    public async Task Says_where_nobody_answers()
    {
        var endpoint = agent.Endpoint;
        agent.Dispose();

        var refused = await Assert.ThrowsAsync<AgentException>(
            () => AgentConnection.ConnectAsync(endpoint, new AgentConnectionOptions(), CancellationToken.None));

        Assert.StartsWith($"no agent answers at {endpoint}: ", refused.Message, StringComparison.Ordinal);
    }
}
