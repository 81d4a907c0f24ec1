using Spare.Lab.Clients;
using Spare.Lab.Faults;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Lab.Demo;

/// <summary>The steps of the tour, in their order.</summary>
internal sealed class DemoSteps(RunningLab lab, CheckingClients clients)
{
    private const int LostHost = 2;

    public IEnumerable<DemoStep> All =>
    [
        WrongReply(), Silence(), .. MachineDestroyed(), HostLost(), HostBack(), Recovery(),
    ];

    private DemoStep WrongReply()
    {
        ReplicaId? liar = null;
        return new(
            "A wrong reply is masked",
            "The active replica of host 1 answers one write wrongly. The votes differ, so a passive replica is woken to decide.",
            async cancellation => liar = await InjectAsync(FaultKind.WrongBody, cancellation))
        {
            IsShown = events => events.Any(happened =>
                happened.Kind == OperatorEventKind.ReplicaConvicted && happened.Replica == liar),
            MissingAsync = WholeAsync,
        };
    }

    private DemoStep Silence() => new(
        "A silent replica is masked",
        "The active replica of host 1 does not answer one write. After the deadline of its service file a passive one is woken.",
        cancellation => InjectAsync(FaultKind.SilenceBeforeHeader, cancellation))
    {
        IsShown = events => events.Any(happened => happened.Kind == OperatorEventKind.HelpTaken),
        MissingAsync = WholeAsync,
    };

    private IEnumerable<DemoStep> MachineDestroyed()
    {
        if (lab.Hosts[0].LibvirtUri is { } uri)
        {
            ReplicaId? lost = null;
            yield return new(
                "A virtual machine is destroyed behind Spare's back",
                "Somebody says virsh destroy to the active replica of host 1. libvirt tells, and its passive one takes its place.",
                async cancellation => lost = await DestroyMachineAsync(uri, cancellation))
            {
                // The layout is still whole when the event comes: the next passive replica shows that it was dealt with.
                IsShown = events =>
                    events.Any(happened => happened.Kind == OperatorEventKind.ReplicaFailed && happened.Replica == lost)
                    && events.Any(happened => happened.Kind == OperatorEventKind.PassiveMade && happened.Host.Value == 1),
                MissingAsync = WholeAsync,
            };
        }
    }

    private DemoStep HostLost() => new(
        "A host is lost",
        $"Host {LostHost} loses power. Host 1 goes on with the vote of the witness, and wakes its passive replica in its stead.",
        cancellation => lab.Faults.DoAsync(new FaultRequest(FaultKinds.KillHost, LostHost, From: 0), cancellation))
    {
        IsShown = events => events.Any(happened => happened.Kind == OperatorEventKind.HelpTaken),
        End = "host 1 answers every client with two replicas of its own",
        MissingAsync = async cancellation =>
        {
            await clients.AllGetAnswersAsync(cancellation);
            return null;
        },
    };

    private DemoStep HostBack() => new(
        "The host comes back",
        $"Host {LostHost} is switched on. It fetches what it missed, is admitted, and makes its replicas from its own disk.",
        cancellation => lab.Faults.DoAsync(new FaultRequest(FaultKinds.StartHost, LostHost, From: 0), cancellation))
    {
        IsShown = _ => true,
        MissingAsync = WholeAsync,
    };

    private DemoStep Recovery() => new(
        "A round of recovery",
        "One host after the other replaces its active replica by its clean passive one, in case somebody broke in unnoticed.",
        RecoverAsync)
    {
        IsShown = events => lab.Hosts.All(host => events.Any(happened =>
            happened.Kind == OperatorEventKind.Recovered && happened.Host.Value == host.Number)),
        MissingAsync = WholeAsync,
    };

    private Task<string?> WholeAsync(CancellationToken cancellation) => Layout.MissingAsync(lab.Hosts, cancellation);

    /// <summary>The replica.</summary>
    private async Task<ReplicaId> InjectAsync(FaultKind kind, CancellationToken cancellation)
    {
        var active = await ActiveAsync(cancellation);
        await lab.Hosts[0].Admin.InjectAsync(
            new InjectedFault { Kind = kind, Replica = active.Replica, Class = RouteClass.Write, Count = 1 }, cancellation);
        return active.Replica;
    }

    /// <summary>The replica.</summary>
    private async Task<ReplicaId> DestroyMachineAsync(string libvirt, CancellationToken cancellation)
    {
        var active = await ActiveAsync(cancellation);
        await Tool.RunAsync(
            "virsh", ["--connect", libvirt, "destroy", $"{lab.Hosts[0].Namespace.Name}-{active.Machine}"], cancellation);
        return active.Replica;
    }

    /// <summary>A replica that was lost meanwhile, on a busy machine, is replaced first.</summary>
    private async Task<ReplicaStatus> ActiveAsync(CancellationToken cancellation)
    {
        await lab.UntilAsync(WholeAsync, cancellation);
        return (await lab.Hosts[0].Admin.StatusAsync(cancellation)).Replicas.First(replica => replica.Role == ReplicaRole.Active);
    }

    private async Task RecoverAsync(CancellationToken cancellation)
    {
        foreach (var host in lab.Hosts)
        {
            await lab.UntilAsync(WholeAsync, cancellation);
            await host.Admin.RecoverAsync(cancellation);
        }
    }
}
