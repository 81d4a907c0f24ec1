using Spare.Protocol.Http;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication;

namespace Spare.Simulation.Tests.Checking;

/// <summary>Options whose bounds a history may break.</summary>
internal static class Bounds
{
    public static ReplicationOptions Options { get; } = new(
        History.One, new Incarnation(1), [History.One, History.Two], new FaultThreshold(1), default,
        [new RouteTerms(RouteClass.Write, TimeSpan.FromSeconds(1))]);
}
