namespace Spare.Replicas.Agents;

/// <summary>The connection to an agent is closed; the message is the reason, fit for an event.</summary>
public sealed class AgentException(string reason) : Exception(reason);
