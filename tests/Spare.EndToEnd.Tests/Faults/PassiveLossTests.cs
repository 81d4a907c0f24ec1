using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>The passive replica is what every other one is made from; losing it must at least be said.</summary>
public sealed class PassiveLossTests : IAsyncLifetime
{
    private readonly RegisterLab register = new();

    public Task InitializeAsync() => register.InitializeAsync();

    public Task DisposeAsync() => register.DisposeAsync();

    [Fact]
    public async Task A_host_whose_passive_replica_dies_says_what_to_do_and_serves_on()
    {
        await using var clients = new RegisterClients(register);
        await clients.AllGetAnswersAsync();
        var passive = (await register.Lab.Hosts[0].Admin.StatusAsync(CancellationToken.None)).Replicas[1];

        register.Lab.SignalAll(passive, ReplicaProcesses.Kill);

        await Eventually.HoldsAsync(async () => (await register.EventsAsync(host: 0, since: 0)).Any(happened =>
            happened.Replica == passive.Replica && happened.Severity == Severity.Error
            && happened.Text.Contains("spare dump", StringComparison.Ordinal)));
        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        Assert.NotNull(register.Lab.Hosts[0].DaemonProcessId);
    }
}
