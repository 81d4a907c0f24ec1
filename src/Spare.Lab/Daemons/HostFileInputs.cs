using System.Collections.Immutable;
using System.Net;
using Spare.Configuration.Hosts;
using Spare.Lab.Machines;
using Spare.Lab.Networks;

namespace Spare.Lab.Daemons;

/// <summary>What a host file says of what the lab made for that host.</summary>
/// <param name="Number">1 or more.</param>
/// <param name="Addresses">Of all hosts, host 1 first.</param>
/// <param name="FrontEndDescriptor">Of the open socket for clients on this machine.</param>
/// <param name="Acceleration">How guests are computed; null: replicas are groups of processes.</param>
internal sealed record HostFileInputs(
    int Number,
    ImmutableArray<IPAddress> Addresses,
    int FrontEndDescriptor,
    ImmutableArray<string> Images,
    MachineAcceleration? Acceleration)
{
    public required string ReplicaDirectory { get; init; }

    public required string JournalDirectory { get; init; }

    public required string Socket { get; init; }

    public required string Agent { get; init; }

    public required string LibvirtUri { get; init; }

    public required PeerCertificatePaths Certificates { get; init; }

    public static HostFileInputs Of(LabHostFiles files, IEnumerable<HostNamespace> hosts) => new(
        files.Number, [.. hosts.Select(host => host.Address)], files.FrontEnd.Descriptor,
        [.. files.Image.Leases.Select(lease => lease.Path)], files.Image.Acceleration)
    {
        ReplicaDirectory = files.ReplicaDirectory,
        JournalDirectory = files.JournalDirectory,
        Socket = files.Socket,
        Agent = files.Agent,
        LibvirtUri = HostLibvirt.UriOf(files.Host),
        Certificates = files.Certificates,
    };

    /// <summary>Before anything is made: of the form that it will have.</summary>
    public static HostFileInputs Specimen(LabOptions options) => new(
        1, [.. Enumerable.Range(1, options.Faults.Hosts).Select(host => new IPAddress([10, 0, 0, (byte)host]))], 3,
        ["/image"], options.Driver == HypervisorDriver.Libvirt ? MachineAcceleration.Kvm : null)
    {
        ReplicaDirectory = "/replicas",
        JournalDirectory = "/journal",
        Socket = "/admin.sock",
        Agent = "/spare-agent",
        LibvirtUri = LibvirtDriverSettings.DefaultUri,
        Certificates = PeerCertificatePaths.Of(1, "/certificates"),
    };
}
