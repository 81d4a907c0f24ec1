using System.Text;
using BenchmarkDotNet.Attributes;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.MicroBenchmarks;

/// <summary>Canonical requests, and replies from the bytes of a service to the digest that is voted on.</summary>
public class CanonicalFormBenchmarks
{
    private const int Maximum = 1 << 20;

    private readonly ReplyReader reader = new(VolatileFields.None);
    private byte[] request = [];
    private byte[] reply = [];

    [Params(100, 10_000)]
    public int BodyBytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        request = Request();
        reply = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nDate: Sun, 21 Nov 2027 12:00:00 GMT\r\n"
            + $"Content-Length: {BodyBytes}\r\n\r\n{new string('.', BodyBytes)}");
    }

    [Benchmark]
    public byte[] WriteRequest() => Request();

    [Benchmark]
    public Digest ReadRequest() => CanonicalRequest.TryParse(request, out var parsed) ? parsed.ComputeDigest() : default;

    [Benchmark]
    public Digest ReplyToDigest() => Read(ReplyKeeping.Digest);

    [Benchmark]
    public Digest ReplyKept() => Read(ReplyKeeping.Whole);

    private Digest Read(ReplyKeeping keep)
    {
        reader.Begin(new ReplyExpectation(false, Maximum, new Instant(1), keep));
        return reader.Feed(reply) == ReplyProgress.Complete ? reader.Digest : throw new InvalidOperationException(reader.Flaw);
    }

    private byte[] Request()
    {
        var fields = new FieldList();
        fields.TryAdd("host", "auctions.example");
        fields.TryAdd("accept", "text/html");
        fields.TryAdd("content-type", "application/x-www-form-urlencoded");
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, "POST", "/rubis/StoreBid", fields);
        writer.Raw(new byte[BodyBytes]);
        return writer.ToArray();
    }
}
