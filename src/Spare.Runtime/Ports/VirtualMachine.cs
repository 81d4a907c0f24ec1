using System.Net;

namespace Spare.Runtime.Ports;

/// <summary>A machine's name on its host: lower-case letters, digits and dashes, at most 40 characters.</summary>
public readonly record struct VirtualMachineName(string Value)
{
    public override string ToString() => Value;
}

/// <summary>What a machine is made from.</summary>
/// <param name="Image">Where its disk is copied from: for the process driver a directory, for libvirt a qcow2 file.</param>
public sealed record VirtualMachineDefinition(VirtualMachineName Name, string Image);

/// <summary>A machine as the driver knows it.</summary>
/// <param name="Address">Where its agent and service are reached from the manager.</param>
/// <param name="Disk">Its private disk: for the process driver a directory.</param>
public sealed record VirtualMachine(
    VirtualMachineName Name, VirtualMachineState State, IPAddress Address, string Disk)
{
    /// <summary>Of which image it is, however often it was cloned and moved; null where the driver tells none apart.</summary>
    public string? Image { get; init; }
}

public enum VirtualMachineState
{
    /// <summary>Made, but not started, or ended by itself.</summary>
    Stopped,
    Running,
    Paused,

    /// <summary>There is no machine of that name.</summary>
    Absent,
}

/// <summary>What a machine used since it was started.</summary>
/// <param name="Memory">Proportional set size now, in bytes.</param>
/// <param name="DiskWritten">Bytes written to storage; what the host can account for.</param>
public readonly record struct ResourceUsage(TimeSpan Processor, long Memory, long DiskWritten);

/// <summary>A change that Spare did not ask for.</summary>
/// <param name="Detail">One sentence for the operator.</param>
public sealed record VirtualMachineEvent(VirtualMachineName Name, VirtualMachineState State, string Detail);

/// <summary>The hypervisor refused or failed; the message says what it was doing, to what, and what it answered.</summary>
public sealed class HypervisorException(string message, Exception? inner = null) : Exception(message, inner);
