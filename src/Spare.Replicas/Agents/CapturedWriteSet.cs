using Spare.Protocol.WriteSets;

namespace Spare.Replicas.Agents;

/// <summary>What a replica's agent says a request wrote. Nothing of it is true before the vote.</summary>
public abstract record CapturedWriteSet
{
    private CapturedWriteSet()
    {
    }

    /// <summary>A well-formed write set, possibly empty.</summary>
    public sealed record Captured(EncodedWriteSet WriteSet) : CapturedWriteSet;

    /// <summary>Not well-formed, too large, or of a kind that Spare cannot carry.</summary>
    public sealed record Refused(string Reason) : CapturedWriteSet;
}
