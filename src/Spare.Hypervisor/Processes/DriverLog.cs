using Microsoft.Extensions.Logging;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes;

/// <summary>What the process driver tells the operator.</summary>
internal static partial class DriverLog
{
    [LoggerMessage(1, LogLevel.Information, "machines pause by {freezer}; {count} machines of an earlier daemon found")]
    internal static partial void Opened(ILogger logger, FreezerKind freezer, int count);

    [LoggerMessage(2, LogLevel.Warning, "machine {machine} ended by itself: {detail}; what it printed last: {printed}")]
    internal static partial void Ended(ILogger logger, VirtualMachineName machine, string detail, string printed);

    [LoggerMessage(3, LogLevel.Warning, "what is left of machine {machine} could not be removed yet")]
    internal static partial void Left(ILogger logger, VirtualMachineName machine, Exception reason);

    [LoggerMessage(4, LogLevel.Debug, "machine {machine}: {action} done")]
    internal static partial void Done(ILogger logger, VirtualMachineName machine, MachineAction action);
}
