using System.Collections.Immutable;
using Spare.Lab.Images;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Spare.Lab.Watching;
using Spare.Protocol;

namespace Spare.Lab;

/// <summary>What a lab runs, and how.</summary>
public sealed record LabOptions
{
    /// <summary>How long all daemons together may take until they serve.</summary>
    public static readonly TimeSpan DefaultServingPatience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan MachinesServingPatience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan MachinesWholePatience = TimeSpan.FromMinutes(10);

    private TimeSpan? servingPatience;

    /// <summary>Names everything that is made; a test takes <see cref="LabName.Fresh"/>.</summary>
    public required LabName Name { get; init; }

    /// <summary>Path of the service file.</summary>
    public required string ServiceFile { get; init; }

    public FaultThreshold Faults { get; init; } = new(1);

    /// <summary>
    /// The port of host 1 at 127.0.0.1 outside the hosts' namespaces; host 2 has the next one, and so on. 0: any free
    /// ones.
    /// </summary>
    public int FrontEndPort { get; init; }

    public HypervisorDriver Driver { get; init; } = HypervisorDriver.Process;

    /// <summary>Where prepared databases are kept from one run to the next.</summary>
    public string ImageDirectory { get; init; } = ImageCache.DefaultDirectory;

    public CorosyncRingOptions Ring { get; init; } = new() { HasWitness = true };

    /// <summary>Agreed updates after which a passive replica is updated; null: the daemon's default.</summary>
    public int? UpdateEvery { get; init; }

    /// <summary>Age of the oldest agreed update at which a passive replica is updated; null: the daemon's default.</summary>
    public TimeSpan? UpdateAfter { get; init; }

    /// <summary>The longest that a woken replica stays awake after it has helped; null: the daemon's default.</summary>
    public TimeSpan? AwakeMaximum { get; init; }

    /// <summary>A host that is in the group and says nothing for longer hangs; null: the daemon's default.</summary>
    public TimeSpan? SilenceMaximum { get; init; }

    /// <summary>
    /// Keys of all host files with their values, <c>recovery-period: 5min</c>; one in a section is written with a dot. They
    /// come before what the lab, or another option here, says of the key. Checked before anything is made.
    /// </summary>
    public ImmutableArray<string> Settings { get; init; } = [];

    /// <summary>Whether a daemon that ended unasked is started again.</summary>
    public bool RestartsDaemons { get; init; } = true;

    public TimeSpan ServingPatience
    {
        get => servingPatience ?? (Driver == HypervisorDriver.Libvirt ? MachinesServingPatience : DefaultServingPatience);
        init => servingPatience = value;
    }

    /// <summary>How long it may take to become whole after a fault.</summary>
    internal TimeSpan WholePatience => Driver == HypervisorDriver.Libvirt ? MachinesWholePatience : Watch.UsualPatience;

    /// <summary>How long daemons may take to finish requests and to destroy their replicas; then they are killed.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(20);
}
