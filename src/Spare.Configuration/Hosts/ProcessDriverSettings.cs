using System.Collections.Immutable;
using System.Net;

namespace Spare.Configuration.Hosts;

/// <summary>The driver that runs a replica as a group of processes: where it keeps them and what it may use.</summary>
/// <param name="stateDirectory">The replicas' disks and the driver's notes.</param>
/// <param name="image">The prepared directory that replicas are copied from.</param>
/// <param name="agent">The command that starts the agent, without its arguments.</param>
/// <param name="addresses">From which every replica's private link gets two addresses.</param>
/// <param name="users">Unprivileged user ids, one for each replica.</param>
public sealed class ProcessDriverSettings(
    string stateDirectory, string image, ImmutableArray<string> agent, IPNetwork addresses, UserRange users)
{
    public string StateDirectory { get; } = stateDirectory;

    public string Image { get; } = image;

    public ImmutableArray<string> Agent { get; } = agent;

    public IPNetwork Addresses { get; } = addresses;

    public UserRange Users { get; } = users;
}

/// <summary>User ids from the first to the last, both included.</summary>
public readonly record struct UserRange(uint First, uint Last);
