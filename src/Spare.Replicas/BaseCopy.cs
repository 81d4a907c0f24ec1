using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>A copy of a passive replica that becomes the base if its state is agreed on.</summary>
/// <param name="Source">What it is a copy of.</param>
/// <param name="End">Its place in the order.</param>
/// <param name="Bytes">Of write sets that it has and the base before it has not.</param>
internal sealed record BaseCopy(VirtualMachine Machine, PassiveReplica Source, UpdateNumber Number, JournalEnd End, long Bytes);
