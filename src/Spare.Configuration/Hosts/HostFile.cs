using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Configuration.Hosts;

/// <summary>What the operator wrote about one host's <c>spared</c>, checked. Paths are absolute.</summary>
public sealed class HostFile
{
    /// <summary>This host; one of <see cref="Hosts"/>.</summary>
    public required HostEntry Self { get; init; }

    /// <summary>All hosts of the configuration, sorted by id.</summary>
    public required ImmutableArray<HostEntry> Hosts { get; init; }

    /// <summary>How many faults are tolerated, and in which mode.</summary>
    public required FaultThreshold Threshold { get; init; }

    /// <summary>The closed process group that the managers join.</summary>
    public required string Group { get; init; }

    public required CrashDetection CrashDetection { get; init; }

    public required ImmutableArray<ListenAddress> Listen { get; init; }

    /// <summary>Null: clients speak plain HTTP only.</summary>
    public required CertificateFiles? Tls { get; init; }

    public required PeerCertificates Peers { get; init; }

    public required string ServicePath { get; init; }

    public required HypervisorSettings Hypervisor { get; init; }

    public required UpdateSettings Updates { get; init; }

    public required JournalSettings Journal { get; init; }

    public required LimitSettings Limits { get; init; }

    /// <summary>The Unix socket that <c>spare</c> talks to.</summary>
    public required string AdminSocket { get; init; }

    /// <summary>How far another manager's time stamp may be from this host's clock before it is an event.</summary>
    public required TimeSpan TimeStampTolerance { get; init; }

    /// <summary>Operators may have replicas be faulty, to see that it is masked.</summary>
    public required bool AllowsFaultInjection { get; init; }

    /// <summary>The longest that a woken replica stays awake after it has helped (SPARE 4.1.1).</summary>
    public required TimeSpan AwakeMaximum { get; init; }

    /// <summary>A host that is in the group and says nothing for longer hangs: clients do not wait for it.</summary>
    public required TimeSpan SilenceMaximum { get; init; }

    /// <summary>How often this host recovers proactively (SPARE 4.2); null: only when an operator asks for it.</summary>
    public required TimeSpan? RecoveryPeriod { get; init; }
}
