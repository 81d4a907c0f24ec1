using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Corosync;
using System.Collections.Immutable;
using System.Net;
using Spare.Interception;
using Spare.Journal;
using Spare.Journal.Evidence;
using Spare.Peers;
using Spare.Peers.Transfers;
using Spare.Replicas;
using Spare.Replicas.Faults;
using Spare.Replicas.Services;
using Spare.Runtime.Loop;
using Spare.Runtime.Ports;

namespace Spare.Daemon;

/// <summary>Makes each adapter from what the operator wrote.</summary>
internal static class Adapters
{
    public static FileJournal OpenJournal(HostFile host) =>
        FileJournal.Open(new JournalOptions
        {
            Directory = host.Journal.Directory,
            Sync = host.Journal.SyncInterval is { } longest
                ? new JournalSync.Interval(longest)
                : new JournalSync.BeforeReply(),
        });

    public static EvidenceDirectory OpenEvidence(HostFile host, Action<string> complain) =>
        EvidenceDirectory.Open(new EvidenceOptions(Path.Combine(host.Journal.Directory, "evidence")) { Complain = complain });

    public static PeerLink OpenPeers(HostFile host, HostDisk disk, ILoggerFactory loggers)
    {
        var files = host.Peers;
        return PeerLink.Start(
            PeerIdentity.Load(files.Own.Certificate, files.Own.Key, files.Authority),
            new PeerLinkOptions
            {
                Listen = new IPEndPoint(host.Self.Address, host.Self.PeerPort),
                Peers = host.Hosts.Where(entry => entry.Id != host.Self.Id).ToImmutableDictionary(
                    entry => entry.Id, entry => new IPEndPoint(entry.Address, entry.PeerPort)),
            },
            loggers.CreateLogger<PeerLink>(),
            disk);
    }

    public static LocalReplicas MakeReplicas(
        HostFile host, ServiceFile service, IHypervisor hypervisor, IJournal journal, IBaseRecord origin,
        FaultRegistry? faults, StageClock stages) =>
        new(
        new LocalReplicasOptions(
            host.Self.Id, Drivers.ImageOf(host), EndpointsOf(service), service.Routes)
        {
            Images = Drivers.ImagesOf(host),
            FirstPassive = Drivers.FirstPassiveOf(host),
            StartDeadline = host.Hypervisor.StartDeadline,
            Agent = Drivers.AgentOptionsOf(host.Hypervisor),
            WakingGrace = Drivers.GraceOf(host.Hypervisor),
            EndingGrace = Drivers.GraceOf(host.Hypervisor),
            AreGuests = host.Hypervisor is LibvirtDriverSettings,
            Faults = faults,
            Stages = stages,
            HasPassive = host.Threshold.HasPassiveReplicas,
            AgreedClock = service.Clock == ServiceClock.Agreed,
        },
        hypervisor, journal, origin);

    private static ServiceEndpoints EndpointsOf(ServiceFile service) =>
        new(service.Instances.Write, service.Instances.Reads, service.Volatile.Fields)
        {
            Health = service.PathBeforeWrites,
        };

    public static FrontEndOptions FrontEndOptionsOf(HostFile host) => new()
    {
        Addresses = [.. host.Listen.OfType<ListenAddress.EndPoint>().Select(listen => listen.Address)],
        InheritedSocket = host.Listen.OfType<ListenAddress.Inherited>().FirstOrDefault()?.Descriptor,
        Certificate = host.Tls is { } files ? X509Certificate2.CreateFromPemFile(files.Certificate, files.Key) : null,
        ConnectionsMaximum = host.Limits.Connections,
        RequestsMaximum = host.Limits.RequestsInFlight,
        BufferMaximum = host.Limits.BufferBudget,
    };

    public static Task<CorosyncGroup> JoinGroupAsync(
        HostFile host, ILoggerFactory loggers, CancellationToken cancellation) =>
        CorosyncGroup.JoinAsync(
            new CorosyncGroupOptions { Group = host.Group }, loggers.CreateLogger<CorosyncGroup>(), cancellation);
}
