using System.Collections.Immutable;
using Spare.Protocol.Admin;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// QUARANTINED: what a host holds in quarantine at the beginning of an epoch. Hosts that came back take it over; for the
/// others it is nothing new.
/// </summary>
public sealed record QuarantineTold(Epoch Epoch, HostId Host, ImmutableArray<QuarantineEntry> Entries) : GroupMessage
{
    /// <summary>Entries of one message, and of a quarantine.</summary>
    public const int EntriesMaximum = 1_024;

    private protected override GroupMessageKind Kind => GroupMessageKind.QuarantineTold;

    /// <summary>They say the same.</summary>
    public bool Equals(QuarantineTold? other) =>
        other is not null && Epoch == other.Epoch && Host == other.Host && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Epoch, Host, Entries.Length);

    internal static QuarantineTold Parse(ref WireReader reader)
    {
        var (epoch, host) = (new Epoch(reader.UInt64()), reader.Host());
        var entries = ImmutableArray.CreateBuilder<QuarantineEntry>();
        for (var left = reader.Count(EntriesMaximum); left > 0 && !reader.Failed; left--)
        {
            entries.Add(new QuarantineEntry(
                reader.Digest(), reader.Sequence(), new Instant(reader.Int64()), (QuarantineReason)reader.Byte()));
            reader.FailUnless(Enum.IsDefined(entries[^1].Reason));
        }

        return new QuarantineTold(epoch, host, entries.DrainToImmutable());
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.UInt32((uint)Entries.Length);
        foreach (var entry in Entries)
        {
            writer.Digest(entry.Likeness);
            writer.Sequence(entry.Sequence);
            writer.Int64(entry.Time.Microseconds);
            writer.Byte((byte)entry.Reason);
        }
    }
}
