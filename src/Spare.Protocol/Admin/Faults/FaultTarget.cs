namespace Spare.Protocol.Admin.Faults;

/// <summary>What a fault is done to.</summary>
public enum FaultTarget
{
    Reply,
    WriteSet,
    Replica,
}

/// <summary>Which kind of fault is done to what.</summary>
public static class FaultTargets
{
    public static FaultTarget TargetOf(this FaultKind kind) => kind switch
    {
        <= FaultKind.OldReply => FaultTarget.Reply,
        FaultKind.Crash => FaultTarget.Replica,
        _ => FaultTarget.WriteSet,
    };
}
