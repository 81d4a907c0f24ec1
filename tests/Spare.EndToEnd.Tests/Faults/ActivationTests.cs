using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>An operator has other replicas execute requests while clients write: nobody notices.</summary>
[Collection(nameof(RegisterLab))]
public sealed class ActivationTests(RegisterLab register)
{
    [Fact]
    public async Task A_passive_replica_is_activated_and_takes_over_when_the_active_one_is_put_back()
    {
        await using var clients = new RegisterClients(register);
        await clients.AllGetAnswersAsync();
        await register.Lab.BecomesWholeAsync();
        var host = register.Lab.Hosts[0];
        var before = await host.ActiveAsync();
        Assert.NotNull(before);

        var only = await Assert.ThrowsAsync<AdminException>(() => host.Admin.PassivateAsync(before.Replica, default));
        Assert.Contains("only replica of h1", only.Message, StringComparison.Ordinal);
        var woken = await host.Admin.ActivateAsync(default);
        await clients.AllGetAnswersAsync();
        Assert.Equal(ReplicaRole.Helper, (await ReplicaAsync(woken))?.Role);
        await Eventually.HoldsAsync(async () => await TakesOverAsync(before));
        Assert.Equal(ReplicaRole.Active, (await ReplicaAsync(woken))?.Role);

        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        Assert.Equal(0, clients.Refused);
        await register.Lab.DatabasesAreEqualAsync();
    }

    private async Task<ReplicaStatus?> ReplicaAsync(ActivationResult result) =>
        (await register.Lab.Hosts[0].Admin.StatusAsync(default)).Replicas
            .FirstOrDefault(replica => replica.Replica == result.Replica);

    /// <summary>False: the woken replica has still to catch up.</summary>
    private async Task<bool> TakesOverAsync(ReplicaStatus before)
    {
        try
        {
            await register.Lab.Hosts[0].Admin.PassivateAsync(before.Replica, default);
            return true;
        }
        catch (AdminException refused)
        {
            Assert.Contains("has not caught up yet", refused.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
