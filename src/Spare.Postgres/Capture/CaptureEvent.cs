using Spare.Protocol;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Capture;

/// <summary>What came out of the database's log, in the order of the commits.</summary>
public abstract record CaptureEvent
{
    private CaptureEvent()
    {
    }

    /// <summary>Everything that a request committed; possibly nothing.</summary>
    public sealed record Captured(SequenceNumber Sequence, EncodedWriteSet WriteSet) : CaptureEvent;

    /// <summary>The request did something that no write set can carry; the reason names the object.</summary>
    public sealed record Refused(SequenceNumber Sequence, string Reason) : CaptureEvent;

    /// <summary>A commit outside of every write.</summary>
    public sealed record Unprompted(string Detail) : CaptureEvent;
}
