using Spare.Protocol;
using System.Collections.Concurrent;
using System.Text;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;
using Spare.Runtime.Ports;

namespace Spare.Interception.Tests;

/// <summary>A sink that remembers what it was given and answers as the test says; by default with the target.</summary>
internal sealed class RecordingSink : IRequestSink
{
    private readonly ConcurrentQueue<(int Route, CanonicalRequest Request)> submitted = new();

    public Func<CanonicalRequest, ValueTask<ClientAnswer>> Answer { get; set; } =
        request => new ValueTask<ClientAnswer>(Reply(200, Encoding.Latin1.GetString(request.Target.Span)));

    public IReadOnlyList<CanonicalRequest> Requests => [.. submitted.Select(entry => entry.Request)];

    /// <summary>What its client called the last request by.</summary>
    public IdempotencyKey? LastKey { get; private set; }

    public IReadOnlyList<int> Routes => [.. submitted.Select(entry => entry.Route)];

    public async ValueTask<ClientAnswer> SubmitAsync(IncomingRequest request, CancellationToken clientGone)
    {
        Assert.True(CanonicalRequest.TryParse(request.Canonical, out var parsed));
        LastKey = request.Key;
        submitted.Enqueue((request.Route.Value, parsed));
        return await Answer(parsed).AsTask().WaitAsync(clientGone);
    }

    public static ClientAnswer Reply(int status, string body, params (string Name, string Value)[] headers)
    {
        var fields = new FieldList();
        foreach (var (name, value) in headers)
        {
            Assert.True(fields.TryAdd(name, value));
        }

        var writer = new WireWriter();
        CanonicalReply.WriteHead(writer, status, fields);
        writer.Raw(Encoding.Latin1.GetBytes(body));
        return new ClientAnswer.Reply(writer.ToArray(), new SequenceNumber(7), new Instant(1_000_000));
    }
}
