using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// DISPUTED: the votes on a declared read differ, or are late, so its entry manager has it ordered once more, on the
/// write path, where every manager decides and passive replicas can be woken (HELP_ME for a read, SPARE 4.1.1). It is
/// executed with the time and the seed that it had.
/// </summary>
/// <param name="Id">The request, which had the position <paramref name="Disputed"/>.</param>
/// <param name="Disputed">The position at which the votes did not decide it.</param>
/// <param name="Time">Agreed time of that position.</param>
/// <param name="Request">Canonical bytes, at most <see cref="RequestProposed.RequestMaximum"/>.</param>
public sealed record ReadDisputed(
    Epoch Epoch,
    RequestId Id,
    RouteNumber Route,
    SequenceNumber Disputed,
    Instant Time,
    Seed Seed,
    ReadOnlyMemory<byte> Request) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReadDisputed;

    public bool Equals(ReadDisputed? other) =>
        other is not null && Epoch == other.Epoch && Id == other.Id && Route == other.Route
        && Disputed == other.Disputed && Time == other.Time && Seed == other.Seed
        && Request.Span.SequenceEqual(other.Request.Span);

    public override int GetHashCode() => HashCode.Combine(Epoch, Id, Disputed);

    internal static ReadDisputed Parse(ref WireReader reader)
    {
        var message = new ReadDisputed(
            new Epoch(reader.UInt64()),
            new RequestId(reader.Host(), new Incarnation(reader.UInt64()), reader.UInt64()),
            new RouteNumber(reader.UInt16()),
            reader.Sequence(),
            new Instant(reader.Int64()),
            new Seed(reader.UInt64(), reader.UInt64()),
            reader.Bytes(RequestProposed.RequestMaximum).ToArray());
        reader.FailUnless(message.Id.IsValid);
        reader.FailUnless(message.Time >= default(Instant));
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Id.Entry);
        writer.UInt64(Id.Incarnation.Value);
        writer.UInt64(Id.Number);
        writer.UInt16(Route.Value);
        writer.Sequence(Disputed);
        writer.Int64(Time.Microseconds);
        writer.UInt64(Seed.High);
        writer.UInt64(Seed.Low);
        writer.Bytes(Request.Span);
    }
}
