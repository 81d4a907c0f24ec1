using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>An epoch in which a host serves, with all hosts that serve in it; kept on its disk.</summary>
public sealed record ServingEpoch(Epoch Epoch, ImmutableArray<HostId> Hosts);
