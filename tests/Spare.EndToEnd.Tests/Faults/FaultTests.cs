using Spare.Lab.Faults;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>Parts of replicas die while clients write: no wrong reply, an event that says it, service again by itself.</summary>
[Collection(nameof(RegisterLab))]
public sealed class FaultTests(RegisterLab register)
{
    [Theory]
    [InlineData(ReplicaProcesses.WriteInstance)]
    [InlineData(ReplicaProcesses.ReadInstance)]
    [InlineData(ReplicaProcesses.Database)]
    [InlineData(ReplicaProcesses.Agent)]
    public Task When_a_part_of_an_active_replica_is_killed_the_service_answers_again_by_itself(string part) =>
        SurvivesAsync(active => register.Lab.Signal(active, part, ReplicaProcesses.Kill));

    [Fact]
    public Task A_service_that_hangs_at_writes_is_replaced_after_its_deadline() =>
        SurvivesAsync(active => register.Lab.Signal(active, ReplicaProcesses.WriteInstance, ReplicaProcesses.Stop));

    [Fact]
    public async Task A_service_that_hangs_at_reads_is_masked_by_a_replica_that_was_passive()
    {
        await using var clients = new RegisterClients(register);
        await clients.AllGetAnswersAsync();
        var known = (await register.EventsAsync(host: 0, since: 0)).Max(happened => happened.Number);

        var stopped = register.Lab.Signal(
            await ActiveAsync(host: 0), ReplicaProcesses.ReadInstance, ReplicaProcesses.Stop);
        await Eventually.HoldsAsync(async () => (await register.EventsAsync(host: 0, known)).Any(happened =>
            happened.Kind is OperatorEventKind.HelpTaken or OperatorEventKind.ReplicaFailed));
        await clients.AllGetAnswersAsync();
        foreach (var process in stopped)
        {
            ReplicaProcesses.Signal(process, ReplicaProcesses.Continue);
        }

        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        Assert.Equal(0, clients.Refused);
        await register.Lab.DatabasesAreEqualAsync();
    }

    [Fact]
    public async Task All_hosts_recover_one_after_the_other_and_no_request_fails()
    {
        await using var clients = new RegisterClients(register);
        await clients.AllGetAnswersAsync();
        foreach (var host in register.Lab.Hosts)
        {
            await register.Lab.BecomesWholeAsync();
            var before = await host.ActiveAsync();
            var recovered = await host.Admin.RecoverAsync(CancellationToken.None);
            Assert.True(recovered.Replica.Generation > before?.Replica.Generation);
            await clients.AllGetAnswersAsync();
        }

        await clients.StopAsync();
        Assert.Equal(0, clients.Refused);
        await register.Lab.DatabasesAreEqualAsync();
    }

    private async Task SurvivesAsync(Action<ReplicaStatus> fault)
    {
        await using var clients = new RegisterClients(register);
        await clients.AllGetAnswersAsync();

        var active = await ActiveAsync(host: 0);
        var known = (await register.EventsAsync(host: 0, since: 0)).Max(happened => happened.Number);
        fault(active);

        await IsReportedAsync(active, since: known);
        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        await register.Lab.DatabasesAreEqualAsync();
    }

    private async Task<ReplicaStatus> ActiveAsync(int host)
    {
        await register.Lab.BecomesWholeAsync();
        var active = await register.Lab.Hosts[host].ActiveAsync();
        Assert.NotNull(active);
        return active;
    }

    /// <summary>By the replica's name, or with the write that its silence left undecided and the votes that there were.</summary>
    private Task IsReportedAsync(ReplicaStatus replica, ulong since) => Eventually.HoldsAsync(async () =>
        (await register.EventsAsync(host: 0, since)).Any(happened =>
            happened.Severity != Severity.Information && happened.Text.Length > 0
            && (happened.Replica == replica.Replica || happened.Kind == OperatorEventKind.Undecided)));
}
