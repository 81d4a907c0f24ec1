using Spare.Commands;

namespace Spare.Agent;

/// <summary>The agent cannot go on; the message says what, where and what to do next.</summary>
internal sealed class AgentFailure(string message) : CommandException(message);
