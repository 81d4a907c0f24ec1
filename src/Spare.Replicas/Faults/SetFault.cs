using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;
using Spare.Protocol.WriteSets;

namespace Spare.Replicas.Faults;

/// <summary>A fault that is set: how often it is still to be committed. Guarded by its registry.</summary>
internal sealed class SetFault(InjectedFault fault)
{
    /// <summary>The first request is always one of a share.</summary>
    private double due = 1 - (fault.Share ?? 1);

    private byte[]? reply;

    public InjectedFault Left { get; private set; } = fault;

    public bool IsUsedUp => Left.Count == 0;

    /// <summary>The rows that a later write shall have written.</summary>
    public EncodedWriteSet? Rows { get; set; }

    /// <summary>The first reply that there was; written and read by calls that may overlap.</summary>
    public bool HasReply => Volatile.Read(ref reply) is not null;

    public bool Concerns(FaultTarget target, ReplicaId replica, RouteClass requests) =>
        Left.Kind.TargetOf() == target && Left.Replica == replica && (Left.Class ?? requests) == requests;

    /// <summary>Whether this request is one of the share.</summary>
    public bool IsNext()
    {
        due += Left.Share ?? 1;
        if (due < 1 - 1e-9)
        {
            return false;
        }

        due -= 1;
        return true;
    }

    /// <summary>It is committed once more.</summary>
    public void Count() => Left = Left with { Count = Left.Count - 1 };

    /// <summary>Keeps the first reply that it is given, and gives that one from then on.</summary>
    public byte[] FirstReply(byte[] given) => Interlocked.CompareExchange(ref reply, given, null) ?? given;
}
