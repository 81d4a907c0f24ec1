using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Corosync;
using Spare.Hypervisor.Processes;
using Spare.Interception;


using Spare.Protocol;
using Spare.Replicas;
using Spare.Replicas.Services;
using Spare.Runtime.Ports;

namespace Spare.Daemon;

/// <summary>Makes each adapter from what the operator wrote.</summary>
internal static class Adapters
{
    public static Task<IJournal> OpenJournalAsync(HostFile host, CancellationToken cancellation) =>
        Task.FromResult<IJournal>(new NoJournal());

    public static Task<IPeerLink> OpenPeersAsync(HostFile host, ILoggerFactory loggers, CancellationToken c) =>
        Task.FromResult<IPeerLink>(new NoPeers());

    private sealed class NoJournal : IJournal
    {
        public ValueTask AppendAsync(JournalRecord record, CancellationToken cancellation) => default;
        public ValueTask TruncateAsync(UpdateNumber update, CancellationToken cancellation) => default;
        public ValueTask DisposeAsync() => default;
    }

    private sealed class NoPeers : IPeerLink
    {
        public System.Threading.Channels.ChannelReader<PeerDelivery> Deliveries { get; } = System.Threading.Channels.Channel.CreateBounded<PeerDelivery>(1).Reader;
        public bool Send(HostId receiver, ReadOnlySpan<byte> message) => false;
        public ValueTask DisposeAsync() => default;
    }

    public static Task<ProcessHypervisor> OpenHypervisorAsync(
        HostFile host, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var driver = host.Hypervisor;
        return ProcessHypervisor.OpenAsync(
            new ProcessDriverOptions
            {
                HostName = $"{host.Group}-{host.Self.Name}",
                StateDirectory = driver.StateDirectory,
                Command = [.. driver.Agent, "run", "--service", host.ServicePath, "--disk", "{disk}"],
                Addresses = driver.Addresses,
                FirstUser = driver.Users.First,
                MachinesMaximum = (int)Math.Min(driver.Users.Last - driver.Users.First + 1, 64),
            },
            loggers.CreateLogger<ProcessHypervisor>(), cancellation);
    }

    public static LocalReplicas MakeReplicas(HostFile host, ServiceFile service, IHypervisor hypervisor) => new(
        new LocalReplicasOptions(
            host.Self.Id, host.Hypervisor.Image,
            new ServiceEndpoints(service.Instances.Write, service.Instances.Reads, service.Volatile.Fields),
            service.Routes)
        {
            AgreedClock = service.Clock == ServiceClock.Agreed,
        },
        hypervisor);

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
