using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Configuration.Hosts;

/// <summary>
/// The driver that runs a replica as a virtual machine of QEMU. Its image holds <c>disk.qcow2</c>, <c>kernel</c> and
/// <c>ramdisk</c>.
/// </summary>
public sealed record LibvirtDriverSettings : HypervisorSettings
{
    public const string DefaultUri = "qemu:///system";
    public const long DefaultMemory = 512L << 20;

    /// <summary>Of the libvirt on this host; with <see cref="Bridges"/> it may be another one's.</summary>
    public required string Uri { get; init; }

    /// <summary>Links to replicas that were made beforehand, for a manager that is a virtual machine itself; usually none.</summary>
    public ImmutableArray<BridgeSettings> Bridges { get; init; } = [];

    public required MachineAcceleration Acceleration { get; init; }

    /// <summary>Of each replica, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>Of each replica.</summary>
    public required int Processors { get; init; }

    /// <summary>What becomes of the memory of a passive replica while it is paused.</summary>
    public PassiveMemory PassiveMemory { get; init; }

    /// <summary>Why replicas that vote on one request may be of the same image; null: they are of different ones.</summary>
    public static string? WhyAlike(int images, FaultThreshold threshold) => images >= threshold.VotingReplicas
        ? null
        : $"Up to {threshold.VotingReplicas} replicas vote on one request ({threshold}), and there are images for {images}: what is "
            + "wrong with an image may be wrong with more replicas than are tolerated.";
}

/// <summary>A link to a replica's machine.</summary>
/// <param name="Bridge">Where libvirt is.</param>
/// <param name="Interface">Of this host.</param>
public sealed record BridgeSettings(string Bridge, string Interface);

public enum PassiveMemory
{
    /// <summary>It stays: the replica answers at once when it is woken.</summary>
    Keep,

    /// <summary>It moves out to the host's swap.</summary>
    PageOut,
}

public enum MachineAcceleration
{
    Kvm,

    /// <summary>QEMU computes every instruction of the guest: for hosts without KVM.</summary>
    Emulation,
}
