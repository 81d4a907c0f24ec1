using Spare.Protocol.Admin.Faults;

namespace Spare.Replicas.Faults;

/// <summary>The fault to commit at one reply.</summary>
internal sealed class ReplyFault
{
    private readonly SetFault origin;

    public ReplyFault(SetFault origin)
    {
        this.origin = origin;
        Kind = origin.Left.Kind;
        Pause = origin.Left.Pause is { } pause ? TimeSpan.FromMilliseconds(pause) : null;
        if (Kind != FaultKind.OldReply || origin.HasReply)
        {
            origin.Count();
        }
    }

    public FaultKind Kind { get; }

    public TimeSpan? Pause { get; }

    /// <summary>What the manager's reader shall get instead of the reply.</summary>
    public ReplyScript Alter(byte[] honest, int bodyMaximum) => ReplyScript.For(
        Kind, Kind == FaultKind.OldReply ? origin.FirstReply(honest) : honest, Pause, bodyMaximum);
}
