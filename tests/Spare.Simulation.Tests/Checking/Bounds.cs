using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Execution;

namespace Spare.Simulation.Tests.Checking;

/// <summary>Options whose bounds a history may break.</summary>
internal static class Bounds
{
    public static ReplicationOptions Options { get; } = new(
        History.One, new Incarnation(1), [History.One, History.Two], new FaultThreshold(1), default,
        [new RouteTerms(RequestClass.Write, TimeSpan.FromSeconds(1))]);
}
