namespace Spare.Protocol.Http;

/// <summary>What is asked of the reader of one reply.</summary>
/// <param name="IsHead">The request was HEAD: the reply ends with its header.</param>
/// <param name="BodyMaximum">A longer body makes the reply oversize.</param>
/// <param name="Keep">Whether the reply itself is wanted, or its digest alone.</param>
public readonly record struct ReplyExpectation(bool IsHead, int BodyMaximum, Instant AgreedTime, ReplyKeeping Keep);

/// <summary>What remains of a reply once it is read.</summary>
public enum ReplyKeeping
{
    /// <summary>For managers that only vote.</summary>
    Digest,

    /// <summary>For the entry manager, whose client waits for it.</summary>
    Whole,
}
