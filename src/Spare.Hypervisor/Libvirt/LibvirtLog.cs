using LibvirtSharp;
using Microsoft.Extensions.Logging;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>What the libvirt driver tells the operator.</summary>
internal static partial class LibvirtLog
{
    [LoggerMessage(1, LogLevel.Information, "machines are domains of {uri}; {count} of an earlier daemon found")]
    internal static partial void Opened(ILogger logger, string uri, int count);

    [LoggerMessage(2, LogLevel.Warning, "machine {machine} is {state} unasked: {detail}")]
    internal static partial void Changed(
        ILogger logger, VirtualMachineName machine, VirtualMachineState state, string detail);

    [LoggerMessage(4, LogLevel.Debug, "machine {machine}: {action} done")]
    internal static partial void Done(ILogger logger, VirtualMachineName machine, MachineAction action);

    [LoggerMessage(5, LogLevel.Warning, "lost the connection to {uri}: {reason}; machines go on, trying again")]
    internal static partial void Lost(ILogger logger, string uri, CloseReason reason);

    [LoggerMessage(6, LogLevel.Information, "connected to {uri} again")]
    internal static partial void Reopened(ILogger logger, string uri);

    [LoggerMessage(8, LogLevel.Warning, "the memory of machine {machine} stays as it is")]
    internal static partial void MemoryStays(ILogger logger, VirtualMachineName machine, Exception reason);

    [LoggerMessage(9, LogLevel.Warning, "memory of paused machines is to be given back, and this host has no swap: it stays")]
    internal static partial void NoSwap(ILogger logger);

    [LoggerMessage(
        10, LogLevel.Information, "{uri} does not divide the processors between machines, and all have the same share: {reason}")]
    internal static partial void ProcessorsUndivided(ILogger logger, string uri, string reason);

    [LoggerMessage(7, LogLevel.Warning, "cannot tell what became of machine {machine}")]
    internal static partial void Unknown(ILogger logger, VirtualMachineName machine, Exception reason);
}
