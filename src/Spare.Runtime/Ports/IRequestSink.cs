using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Runtime.Ports;

/// <summary>
/// Where the front end hands its clients' requests to: the inside of the daemon, which orders them, has them executed
/// and votes. Called by many clients at once.
/// </summary>
public interface IRequestSink
{
    /// <summary>
    /// Completes when the client can be answered. Throws nothing for what a client, replica or peer can cause.
    /// <paramref name="clientGone"/> only ends the waiting: a request that is ordered is executed all the same.
    /// </summary>
    ValueTask<ClientAnswer> SubmitAsync(IncomingRequest request, CancellationToken clientGone);
}

/// <summary>A client's request, not yet ordered.</summary>
/// <param name="Canonical">The bytes of a canonical request; they belong to the sink.</param>
public readonly record struct IncomingRequest(RouteNumber Route, ReadOnlyMemory<byte> Canonical)
{
    /// <summary>What the client calls the request by; null: nothing, or the request is a read.</summary>
    public IdempotencyKey? Key { get; init; }
}

/// <summary>What a client is told.</summary>
public abstract record ClientAnswer
{
    private ClientAnswer()
    {
    }

    /// <summary>
    /// What operators know the request by, sent as <c>Spare-Request</c>; null when it never came further than the front
    /// end.
    /// </summary>
    public RequestId? Request { get; init; }

    /// <summary>The agreed reply, as the bytes of a canonical reply.</summary>
    /// <param name="Sequence">The request's place in the total order; sent as <c>Spare-Position</c>.</param>
    /// <param name="Time">Agreed time of that place; sent as <c>Spare-Time</c>.</param>
    public sealed record Reply(ReadOnlyMemory<byte> Canonical, SequenceNumber Sequence, Instant Time) : ClientAnswer;

    /// <summary>Spare's own answer, sent as a problem document (RFC 9457).</summary>
    /// <param name="Status">409, 422, 502 or 503, or another status of an error.</param>
    /// <param name="Reason">One sentence for the client; names no replica's secrets.</param>
    /// <param name="RetryAfter">Sent with 503, rounded up to seconds.</param>
    public sealed record Refusal(int Status, string Reason, TimeSpan? RetryAfter = null) : ClientAnswer;
}
