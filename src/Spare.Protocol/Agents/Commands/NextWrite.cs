namespace Spare.Protocol.Agents.Commands;

/// <summary>The write that begins where the one before it ends, so that back-to-back writes need one call each.</summary>
public readonly record struct NextWrite(SequenceNumber Sequence, Instant AgreedTime);
