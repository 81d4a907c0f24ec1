using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Ends the write as soon as the database is quiet, and begins the next one in the same step when there is one.
/// Answered by <see cref="Reports.WriteEnded"/> or <see cref="Reports.WriteNotQuiet"/>; the write set follows.
/// </summary>
/// <param name="QuietWithin">At most this long the agent waits for transactions that are still open.</param>
public sealed record EndWrite(SequenceNumber Sequence, TimeSpan QuietWithin, NextWrite? Next) : AgentCommand
{
    internal const byte Kind = 3;

    /// <summary>No route waits longer.</summary>
    private static readonly TimeSpan QuietWithinMaximum = TimeSpan.FromHours(1);

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Sequence(Sequence);
        writer.Int64(QuietWithin.Ticks / TimeSpan.TicksPerMicrosecond);
        writer.Byte(Next is null ? (byte)0 : (byte)1);
        if (Next is { } next)
        {
            writer.Sequence(next.Sequence);
            writer.Int64(next.AgreedTime.Microseconds);
        }
    }

    internal static EndWrite Parse(ref WireReader reader)
    {
        var sequence = reader.Sequence();
        var quietWithin = reader.Int64();
        reader.FailUnless(quietWithin >= 0 && quietWithin <= QuietWithinMaximum.Ticks / TimeSpan.TicksPerMicrosecond);
        var follows = reader.Byte();
        reader.FailUnless(follows <= 1);
        NextWrite? next = follows == 1 ? new NextWrite(reader.Sequence(), new Instant(reader.Int64())) : null;
        reader.FailUnless(next is null || next.Value.Sequence > sequence);
        return new EndWrite(sequence, TimeSpan.FromMicroseconds(reader.Failed ? 0 : quietWithin), next);
    }
}
