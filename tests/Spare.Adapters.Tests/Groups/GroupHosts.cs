using Spare.Protocol;
using Spare.Runtime.Groups;

namespace Spare.Adapters.Tests.Groups;

/// <summary>Hosts with a group daemon each, whose faults a test can cause. Hosts are given by their index.</summary>
public abstract class GroupHosts : IAsyncDisposable
{
    /// <summary>Starts a process in the group, and returns when it is a member.</summary>
    public async Task<ObservedMember> JoinAsync(int host, GroupLimits? limits = null)
    {
        var member = new ObservedMember(await StartMemberAsync(host, limits ?? new GroupLimits()));
        await member.LearnSelfAsync();
        return member;
    }

    public abstract Task CrashHostAsync(int host);

    public abstract Task CutAsync(int host);

    public abstract Task StopDaemonAsync(int host);

    public abstract Task StartDaemonAsync(int host);

    public abstract ValueTask DisposeAsync();

    protected abstract Task<TestMember> StartMemberAsync(int host, GroupLimits limits);

    protected static HostId IdOf(int host) => new((uint)host + 1);
}
