using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Groups;

/// <summary>A member as the contract sees it, with what no manager can do to itself.</summary>
public abstract class TestMember : IAsyncDisposable
{
    public abstract IGroup Group { get; }

    /// <summary>Ends the process without leaving the group.</summary>
    public abstract Task CrashAsync();

    public abstract Task<GroupTraffic> TrafficAsync();

    public abstract ValueTask DisposeAsync();
}
