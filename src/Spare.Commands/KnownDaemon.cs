using Spare.Protocol;

namespace Spare.Commands;

/// <summary>Where a daemon is to be found.</summary>
/// <param name="Socket">The path of its admin socket.</param>
public sealed record KnownDaemon(string Socket)
{
    /// <summary>Its host; null: the daemon itself has to say that.</summary>
    public HostId? Host { get; init; }

    /// <summary>What an operator does when it does not run: one sentence.</summary>
    public string HowToStart { get; init; } = "If it is a daemon's, its log says why it ended, and 'systemctl start spared' starts it.";
}
