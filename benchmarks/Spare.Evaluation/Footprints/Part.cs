namespace Spare.Evaluation.Footprints;

/// <summary>The parts of a host that use something.</summary>
internal enum Part
{
    /// <summary>The daemon with what it started, replicas excepted; libvirt where there is one.</summary>
    Manager,
    Corosync,

    /// <summary>A replica that executes requests: service, database and agent, or the whole virtual machine.</summary>
    Active,
    Passive,
    Forwarder,

    /// <summary>What only says which side of a partition goes on.</summary>
    Witness,
}
