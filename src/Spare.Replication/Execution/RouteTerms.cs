using Spare.Protocol.Http;

namespace Spare.Replication.Execution;

/// <summary>What the protocol has to know of a route of the service file.</summary>
/// <param name="Deadline">The longest that one replica may take to answer.</param>
public readonly record struct RouteTerms(RouteClass Class, TimeSpan Deadline)
{
    public bool IsWrite => Class == RouteClass.Write;
}
