namespace Spare.Protocol.Agents;

/// <summary>How the instances of the service in a replica are, the worst of them.</summary>
public enum ServiceState : byte
{
    Starting = 1,
    Healthy = 2,

    /// <summary>One ended more often than it is restarted, or never became healthy.</summary>
    Failed = 3,
}
