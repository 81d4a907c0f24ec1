using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Agents;

namespace Spare.Agent.Tests;

/// <summary>A service whose database was changed under it does what its file says before its replica executes anything.</summary>
public sealed class WakingTests(PreparedImage image) : IClassFixture<PreparedImage>, IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Every_instance_drops_its_caches()
    {
        await using var replica = await StartAsync("on-waking: {request: /forget}");
        await using var agent = await replica.ConnectAsync();
        await UpdateAsync(agent);
        Assert.Equal("0", await replica.GetAsync("/forgotten"));

        await agent.ActivateAsync(CancellationToken.None);

        Assert.Equal("1", await replica.GetAsync("/forgotten"));
        Assert.Equal("1", await replica.ReadAsync("/forgotten"));
    }

    [Fact]
    public async Task A_service_that_was_never_updated_has_nothing_to_drop()
    {
        await using var replica = await StartAsync("on-waking: {request: /forget}");
        await using var agent = await replica.ConnectAsync();

        await agent.ActivateAsync(CancellationToken.None);

        Assert.Equal("0", await replica.GetAsync("/forgotten"));
    }

    [Fact]
    public async Task Every_instance_is_started_anew()
    {
        await using var replica = await StartAsync("on-waking: restart");
        await using var agent = await replica.ConnectAsync();
        var (writer, reader) = (await replica.GetAsync("/pid"), await replica.ReadAsync("/pid"));
        await UpdateAsync(agent);

        await agent.ActivateAsync(CancellationToken.None);

        Assert.NotEqual(writer, await replica.GetAsync("/pid"));
        Assert.NotEqual(reader, await replica.ReadAsync("/pid"));
    }

    [Fact]
    public async Task A_replica_whose_service_does_not_drop_its_caches_is_not_activated()
    {
        await using var replica = await StartAsync("on-waking: {request: /unknown}");
        await using var agent = await replica.ConnectAsync();
        await UpdateAsync(agent);

        var failure = await Assert.ThrowsAsync<AgentException>(() => agent.ActivateAsync(CancellationToken.None));

        Assert.Matches("the write instance answered POST http://[0-9.:]+/unknown with 405", failure.Message);
    }

    private static async Task UpdateAsync(AgentConnection agent) =>
        Assert.Equal(
            new ApplyOutcome.Applied(new UpdateNumber(1)),
            await agent.ApplyAsync(new UpdateNumber(1), [EncodedWriteSet.Empty], ReplicaUse.Updated, CancellationToken.None));

    private async Task<RunningReplica> StartAsync(string onWaking)
    {
        var service = RegisterService.Write(scratch.Path, PreparedImage.Setup, more: onWaking);
        await RunningReplica.CopyAsync(image.Path, scratch["replica"]);
        return await RunningReplica.StartAsync(service, scratch["replica"]);
    }
}
