using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>A passive replica that is lost is made again, from base and journal.</summary>
public sealed class PassiveLossTests : IAsyncLifetime
{
    private readonly RegisterLab register = new();

    public Task InitializeAsync() => register.InitializeAsync();

    public Task DisposeAsync() => register.DisposeAsync();

    [Fact]
    public async Task A_host_whose_passive_replica_dies_says_so_serves_on_and_makes_another_one()
    {
        await using var clients = new RegisterClients(register);
        await clients.AllGetAnswersAsync();
        var passive = (await register.Lab.Hosts[0].Admin.StatusAsync(CancellationToken.None)).Replicas[1];

        register.Lab.SignalAll(passive, ReplicaProcesses.Kill);

        await Eventually.HoldsAsync(async () => (await register.EventsAsync(host: 0, since: 0)).Any(happened =>
            happened.Replica == passive.Replica && happened.Severity == Severity.Error));
        await Eventually.HoldsAsync(async () => (await register.EventsAsync(host: 0, since: 0)).Any(happened =>
            happened.Kind == OperatorEventKind.PassiveMade));
        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        Assert.Single((await register.Lab.FlushedDumpsAsync()).Select(dump => dump.Digest).Distinct());
    }
}
