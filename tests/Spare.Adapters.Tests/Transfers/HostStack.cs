using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Adapters.Tests.Hypervisors;
using Spare.Hypervisor.Processes;
using Spare.Journal;
using Spare.Peers;
using Spare.Peers.Transfers;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replicas;
using Spare.Replicas.Services;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Transfers;

/// <summary>One host with everything real that a catch-up touches: journal, machines, records and link.</summary>
internal sealed class HostStack : IAsyncDisposable
{
    private static readonly Digest Configuration = Digest.Of("configuration"u8);

    private readonly DriverSandbox sandbox = new();
    private readonly HostId host;
    private readonly PeerIdentity identity;
    private readonly ImmutableDictionary<HostId, IPEndPoint> addresses;
    private ProcessHypervisor hypervisor = null!; // Set by StartAsync, the only way to get one.

    private HostStack(HostId host, PeerIdentity identity, ImmutableDictionary<HostId, IPEndPoint> addresses)
    {
        this.host = host;
        this.identity = identity;
        this.addresses = addresses;
    }

    public FileJournal Journal { get; private set; } = null!; // As above.

    public LocalReplicas Replicas { get; private set; } = null!; // As above.

    public PeerLink Peers { get; private set; } = null!; // As above.

    private string Directory => Path.Combine(sandbox.Scratch, "journal");

    public static JournalRecord Record(ulong number) => new(
        new SequenceNumber(number * 3), new Instant((long)number * 1_000), new UpdateNumber(number),
        Digest.Of(BitConverter.GetBytes(number)), BitConverter.GetBytes(number), new byte[100]);

    public static async Task<HostStack> StartAsync(
        HostId host, PeerIdentity identity, ImmutableDictionary<HostId, IPEndPoint> addresses)
    {
        var stack = new HostStack(host, identity, addresses);
        await stack.StartAsync();
        return stack;
    }

    /// <summary>The daemon ends and the next one starts.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task AppendAsync(ulong first, ulong last)
    {
        for (var number = first; number <= last; number++)
        {
            await Journal.AppendAsync(Record(number), default);
        }
    }

    /// <summary>Has a base with all updates up to that number, and a journal that goes on after it.</summary>
    public async Task SetBaseAsync(ulong number, Action<string> fill)
    {
        await StopAsync();
        hypervisor = await sandbox.OpenAsync();
        var made = await hypervisor.CreateAsync(
            new VirtualMachineDefinition(new VirtualMachineName("made"), sandbox.Image), default);
        fill(made.Disk);
        await hypervisor.PersistAsync(made.Name, default);
        await new BaseFile(Directory).WriteAsync(new BaseMachine(made.Name, Record(number).End), default);
        await hypervisor.DisposeAsync();
        await using (var journal = FileJournal.Open(new JournalOptions { Directory = Directory }))
        {
            await journal.ResetAsync(Record(number).End, [], default);
        }

        await StartAsync();
    }

    public async Task<VirtualMachine[]> MachinesAsync() => [.. await hypervisor.ListAsync(default)];

    /// <summary>Every file and link of the base with its mode and what is in it.</summary>
    public async Task<string> DescribeBaseAsync()
    {
        var named = new BaseFile(Directory).Read()!; // The tests ask where there is one.
        var disk = (await MachinesAsync()).Single(machine => machine.Name == named.Name).Disk;
        var text = new StringBuilder();
        foreach (var entry in new DirectoryInfo(disk).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            var content = entry is FileInfo { LinkTarget: null } file
                ? Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file.FullName)))
                : entry.LinkTarget;
            text.AppendLine(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{Path.GetRelativePath(disk, entry.FullName)} {entry.UnixFileMode} {content}");
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        hypervisor = await sandbox.OpenAsync();
        foreach (var machine in await MachinesAsync())
        {
            await hypervisor.DestroyAsync(machine.Name, default);
        }

        await hypervisor.DisposeAsync();
        identity.Dispose();
        sandbox.Remove();
    }

    private async Task StartAsync()
    {
        hypervisor = await sandbox.OpenAsync();
        Journal = FileJournal.Open(new JournalOptions { Directory = Directory });
        Replicas = new LocalReplicas(
            new LocalReplicasOptions(
                host, sandbox.Image, new ServiceEndpoints(8000, [], VolatileFields.None), new RouteTable(RouteLimits.Default, [])),
            hypervisor, Journal, new BaseFile(Directory));
        await Replicas.StartAsync(makeReplicas: false, default);
        Peers = PeerLink.Start(
            identity, new PeerLinkOptions { Listen = addresses[host], Peers = addresses.Remove(host) },
            NullLogger.Instance, new HostDisk(Journal, Replicas.Transfer, Configuration));
    }

    private async Task StopAsync()
    {
        await Peers.DisposeAsync();
        await Replicas.DisposeAsync();
        await Journal.DisposeAsync();
        await hypervisor.DisposeAsync();
    }
}
