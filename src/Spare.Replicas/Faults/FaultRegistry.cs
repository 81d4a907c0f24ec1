using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.Http;

namespace Spare.Replicas.Faults;

/// <summary>
/// The faults that operators have the replicas of this host commit; at most <see cref="InjectedFault.Maximum"/>. Safe
/// to call from several threads. Where nothing is injected a request costs one look at an empty list.
/// </summary>
public sealed class FaultRegistry
{
    private readonly Lock gate = new();
    private volatile SetFault[] faults = [];

    /// <summary>Those that are set, with the requests that are left to each.</summary>
    public ImmutableArray<InjectedFault> All
    {
        get
        {
            lock (gate)
            {
                return [.. faults.Select(fault => fault.Left)];
            }
        }
    }

    /// <summary>False when there are as many as there may be.</summary>
    public bool TrySet(InjectedFault fault)
    {
        Invariant.Holds(fault.Flaw is null && fault.Kind.TargetOf() != FaultTarget.Replica);
        lock (gate)
        {
            if (faults.Length >= InjectedFault.Maximum)
            {
                return false;
            }

            faults = [.. faults, new SetFault(fault)];
            return true;
        }
    }

    /// <summary>Gives what was set.</summary>
    public ImmutableArray<InjectedFault> Clear()
    {
        lock (gate)
        {
            ImmutableArray<InjectedFault> cleared = [.. faults.Select(fault => fault.Left)];
            faults = [];
            return cleared;
        }
    }

    /// <summary>A replica that has ended commits no more faults.</summary>
    internal void Forget(ReplicaId replica)
    {
        lock (gate)
        {
            faults = [.. faults.Where(fault => fault.Left.Replica != replica)];
        }
    }

    /// <summary>The fault to commit at the reply to the next request; null for none.</summary>
    internal ReplyFault? TakeForReply(ReplicaId replica, RouteClass requests) =>
        faults.Length == 0 ? null : Take(FaultTarget.Reply, replica, requests, static fault => new ReplyFault(fault));

    /// <summary>What the agent shall have reported instead.</summary>
    internal WriteSetCaptured Alter(ReplicaId replica, WriteSetCaptured captured) =>
        faults.Length == 0
            ? captured
            : Take(FaultTarget.WriteSet, replica, RouteClass.Write, fault => WriteSetFaults.Alter(fault, captured)) ?? captured;

    /// <summary>The first fault that is due and gives something.</summary>
    private T? Take<T>(FaultTarget target, ReplicaId replica, RouteClass requests, Func<SetFault, T?> use)
        where T : class
    {
        lock (gate)
        {
            foreach (var fault in faults)
            {
                if (fault.Concerns(target, replica, requests) && fault.IsNext() && use(fault) is { } used)
                {
                    if (fault.IsUsedUp)
                    {
                        faults = [.. faults.Where(other => other != fault)];
                    }

                    return used;
                }
            }

            return null;
        }
    }
}
