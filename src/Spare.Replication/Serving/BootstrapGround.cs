using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>What a host goes on with when an operator has it go on without those that are missing.</summary>
/// <param name="Epoch">The last epoch that it knows of.</param>
/// <param name="MayLose">The hosts whose answers may be lost with that.</param>
public sealed record BootstrapGround(UpdateNumber Update, Epoch Epoch, ImmutableArray<HostId> MayLose);
