using Spare.Protocol;

namespace Spare.Commands;

/// <summary>A daemon could not be reached or refused; the message says what, and what to do next.</summary>
public sealed class AdminException(string message, Exception? inner = null) : CommandException(message, inner)
{
    /// <summary>The host whose daemon cannot be reached; null: it answered, or nobody knows which host's it would be.</summary>
    public HostId? Away { get; init; }
}
