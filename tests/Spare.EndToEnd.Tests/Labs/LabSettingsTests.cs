using Spare.Commands;
using Spare.EndToEnd.Tests.Faults;
using Spare.Lab;
using Spare.Lab.Faults;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;

namespace Spare.EndToEnd.Tests.Labs;

/// <summary>
/// Two hosts without a witness, which recover by schedule and refuse injected faults. Host 1 is never restarted: its schedule
/// begins with the lab.
/// </summary>
public sealed class LabSettingsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The shortest that there is; host 1 is due after half of it.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private RunningLab? lab;

    private RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => lab = await RunningLab.StartAsync(
        new LabOptions
        {
            Name = LabName.Fresh("set"),
            ServiceFile = SourceTree.Register,
            Ring = new CorosyncRingOptions { HasWitness = false },
            Settings = [$"recovery-period: {Period.TotalMinutes}min", "fault-injection: refused", "crash-detection: reliable"],
        },
        progress: null,
        None);

    public async Task DisposeAsync()
    {
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_was_set_holds_for_daemons_and_hosts_that_were_started_again()
    {
        await RefusesFaultsAsync();
        var killed = Lab.Hosts[1].DaemonProcessId;
        await Lab.Faults.DoAsync(new FaultRequest(FaultKinds.KillManager, 2, 0), None);
        await Eventually.HoldsAsync(async () =>
            Lab.Hosts[1].DaemonProcessId != killed && (await StatusAsync(Lab.Hosts[1])).State == ServingState.Serving);
        await RefusesFaultsAsync();

        await GoesOnAloneAsync();
        await RefusesFaultsAsync();

        await RecoversAtItsTurnAsync();
    }

    /// <summary>That host 2 crashed is reliably known, without a witness.</summary>
    private async Task GoesOnAloneAsync()
    {
        await using var clients = new RegisterClients([Lab.Hosts[0]]);
        await clients.AllGetAnswersAsync();

        await Lab.Faults.DoAsync(new FaultRequest(FaultKinds.KillHost, 2, 0), None);

        await clients.AllGetAnswersAsync();
        Assert.DoesNotContain(1, await Lab.QuorateHostsAsync(None));

        await Lab.Faults.DoAsync(new FaultRequest(FaultKinds.StartHost, 2, 0), None);
        await Eventually.HoldsAsync(async () => (await StatusAsync(Lab.Hosts[1])).State == ServingState.Serving);
        await clients.StopAsync();
        Assert.Equal(0, clients.Refused);
    }

    /// <summary>Host 1 by schedule, and host 2 not yet.</summary>
    private async Task RecoversAtItsTurnAsync()
    {
        await Eventually.HoldsAsync(async () => await RecoveriesAsync(Lab.Hosts[0]) > 0, Period);

        Assert.Equal(0, await RecoveriesAsync(Lab.Hosts[1]));
    }

    private static Task<HostStatus> StatusAsync(LabHost host) => host.Admin.StatusAsync(None);

    private static async Task<int> RecoveriesAsync(LabHost host) =>
        (await host.Admin.EventsAsync(0, None)).Count(happened => happened.Kind == OperatorEventKind.Recovered);

    private async Task RefusesFaultsAsync()
    {
        foreach (var host in Lab.Hosts)
        {
            var fault = new InjectedFault { Kind = FaultKind.Flood, Replica = new ReplicaId(new HostId((uint)host.Number), 1) };
            var refused = await Assert.ThrowsAsync<AdminException>(() => host.Admin.InjectAsync(fault, None));
            Assert.StartsWith(
                "This host refuses injected faults: set 'fault-injection: allowed'", refused.Message, StringComparison.Ordinal);
        }
    }
}
