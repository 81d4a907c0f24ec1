using Spare.Lab.Faults;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>The passive replica is what every other one is made from; the next one is made from base and journal.</summary>
[Collection(nameof(RegisterLab))]
public sealed class PassiveLossTests(RegisterLab register)
{
    [Fact]
    public async Task A_host_whose_passive_replica_dies_says_so_and_makes_another()
    {
        await using var clients = new RegisterClients(register);
        await clients.AllGetAnswersAsync();
        await register.Lab.Hosts[0].Admin.FlushAsync(CancellationToken.None);
        var passive = (await register.Lab.Hosts[0].Admin.StatusAsync(CancellationToken.None)).Replicas
            .Single(replica => replica.Role == ReplicaRole.Passive);
        var known = (await register.EventsAsync(host: 0, since: 0)).Max(happened => happened.Number);

        register.Lab.SignalAll(passive, ReplicaProcesses.Kill);

        await Eventually.HoldsAsync(async () =>
        {
            var events = await register.EventsAsync(host: 0, known);
            return events.Any(happened => happened.Severity == Severity.Error && happened.Replica == passive.Replica)
                && events.Any(happened => happened.Kind == OperatorEventKind.PassiveMade);
        });
        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        await register.Lab.DatabasesAreEqualAsync();
    }
}
