using System.Text;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;
using Spare.Replication.Execution;

namespace Spare.Benchmarks.Auctions;

/// <summary>Ordered requests of StoreBid, each for the next of the running auctions and by the next of the users.</summary>
internal sealed class Bids
{
    private const int Users = 50;
    private const int FirstItem = 21;
    private const int Items = 200;
    private const ulong FirstTime = 1_800_000_000_000_000;

    private ulong count;

    public OrderedRequest Next()
    {
        count++;
        var amount = 10_000 + count;
        var form = $"itemId={FirstItem + (count % Items)}&userId={1 + (count % Users)}&qty=1&maxQty=1&minBid=1"
            + $"&bid={amount}&maxBid={amount}";
        var fields = new FieldList();
        Invariant.Holds(fields.TryAdd("host", "auctions"));
        Invariant.Holds(fields.TryAdd("content-type", "application/x-www-form-urlencoded"));
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, "POST", "/rubis/StoreBid", fields);
        writer.Raw(Encoding.ASCII.GetBytes(form));
        return new OrderedRequest(
            new SequenceNumber(count), new RequestId(new HostId(1), new Incarnation(1), count), default,
            RouteClass.Write, new Instant((long)(FirstTime + (count * 1000))), new Seed(count, count),
            writer.ToArray());
    }

    /// <summary>A figure over refused bids would be worse than none.</summary>
    public static void Check(Outcome outcome, ReadOnlyMemory<byte> reply, string detail)
    {
        if (outcome != Outcome.Replied || reply.Span.IndexOf("Your bid is stored"u8) < 0)
        {
            throw new BenchmarkException($"A bid was not stored: {outcome}. {detail}{Encoding.UTF8.GetString(reply.Span)}");
        }
    }
}
