using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Hypervisor.Processes.Groups;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes;

/// <summary>What all machines of one driver share.</summary>
internal sealed record DriverHost(
    ProcessDriverOptions Options, HostGroups Groups, ChannelWriter<VirtualMachineEvent> Events, ILogger Logger);
