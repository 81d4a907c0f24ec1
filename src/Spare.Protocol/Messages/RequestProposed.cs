using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// REQUEST: a client's request in canonical form, as its entry manager proposes it; it gets its sequence number by
/// being delivered (SPARE 2.3).
/// </summary>
/// <param name="Route">Names the class, deadline and caps of the request.</param>
/// <param name="Stamp">
/// The entry manager's clock, from 1970 to <see cref="StampMaximum"/>; agreed time is derived from it at delivery.
/// </param>
/// <param name="Request">Canonical bytes, at most <see cref="RequestMaximum"/>.</param>
public sealed record RequestProposed(
    RequestId Id,
    RouteNumber Route,
    Instant Stamp,
    Seed Seed,
    ReadOnlyMemory<byte> Request) : GroupMessage
{
    /// <summary>No route may allow more than this, in bytes: what every manager must be ready to hold.</summary>
    public const int RequestMaximum = 9 * 1024 * 1024;

    /// <summary>The end of the year 9998: agreed time can grow for a long while before it has no calendar date.</summary>
    public static readonly Instant StampMaximum = new(253_370_764_799_999_999);

    /// <summary>Only of writes; null: the client did not name it, and sent twice it is executed twice.</summary>
    public IdempotencyKey? Key { get; init; }

    private protected override GroupMessageKind Kind => GroupMessageKind.RequestProposed;

    internal static RequestProposed Parse(ref WireReader reader)
    {
        var message = new RequestProposed(
            new RequestId(reader.Host(), new Incarnation(reader.UInt64()), reader.UInt64()),
            new RouteNumber(reader.UInt16()),
            new Instant(reader.Int64()),
            new Seed(reader.UInt64(), reader.UInt64()),
            reader.Bytes(RequestMaximum).ToArray())
        {
            Key = reader.Flag() ? IdempotencyKey.Parse(ref reader) : null,
        };
        reader.FailUnless(message.Id.IsValid);
        reader.FailUnless(message.Stamp >= default(Instant) && message.Stamp <= StampMaximum);
        return message;
    }

    public bool Equals(RequestProposed? other) =>
        other is not null && Id == other.Id && Route == other.Route && Stamp == other.Stamp && Seed == other.Seed
        && Key == other.Key && Request.Span.SequenceEqual(other.Request.Span);

    public override int GetHashCode() => HashCode.Combine(Id, Route, Stamp, Seed, Request.Length);

    private protected override void Format(WireWriter writer)
    {
        writer.Host(Id.Entry);
        writer.UInt64(Id.Incarnation.Value);
        writer.UInt64(Id.Number);
        writer.UInt16(Route.Value);
        writer.Int64(Stamp.Microseconds);
        writer.UInt64(Seed.High);
        writer.UInt64(Seed.Low);
        writer.Bytes(Request.Span);
        writer.Flag(Key is not null);
        Key?.Format(writer);
    }
}
