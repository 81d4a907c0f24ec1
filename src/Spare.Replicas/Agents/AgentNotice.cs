namespace Spare.Replicas.Agents;

/// <summary>Something that an agent reports unasked; an event for the operator, proof of nothing.</summary>
public abstract record AgentNotice
{
    private AgentNotice()
    {
    }

    /// <summary>The service committed something outside of every write.</summary>
    public sealed record UnpromptedCommit(string Detail) : AgentNotice;

    public sealed record ServiceDied(string Instance, string Detail) : AgentNotice
    {
        /// <summary>For operators.</summary>
        public override string ToString() => $"The {Instance} of the service failed: {Detail}";
    }
}
