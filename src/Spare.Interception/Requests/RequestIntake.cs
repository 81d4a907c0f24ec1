using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;
using Spare.Runtime.Ports;

namespace Spare.Interception.Requests;

/// <summary>Takes in one request: its route, its canonical head, its body within the route's cap and the budget.</summary>
internal sealed class RequestIntake(Exchange exchange, RouteTable routes, BufferShare share)
{
    /// <summary>Room for the head of a usual request.</summary>
    private const int HeadEstimate = 512;

    private long taken;

    /// <summary>Set once <see cref="ReadAsync"/> found no reason to refuse.</summary>
    public IncomingRequest Incoming { get; private set; }

    /// <summary>Null, or why the request is refused.</summary>
    public async ValueTask<ClientAnswer.Refusal?> ReadAsync(CancellationToken cancellation)
    {
        var request = exchange.Request;
        if (!RequestRules.TryMakeOriginForm(request.Method, request.RawTarget, out var target))
        {
            return Refusals.Target;
        }

        var route = routes.Resolve(request.Method, target);
        var announced = request.Headers.ContentLength ?? 0;
        if (announced > route.Limits.RequestBody)
        {
            return Refusals.BodyOver(route.Limits.RequestBody);
        }

        if (!await TryTakeAsync(HeadEstimate + announced, cancellation).ConfigureAwait(false))
        {
            return Refusals.NoBuffer;
        }

        var canonical = new WireWriter(HeadEstimate + (int)announced);
        if (!TryWriteHead(canonical, request, target))
        {
            return Refusals.TooMuchHeader;
        }

        if (exchange.CanHaveBody
            && await ReadBodyAsync(canonical, route.Limits.RequestBody, cancellation).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        // Whatever is ordered is given to every replica of every host: all that take it must be able to read it.
        if (!CanonicalRequest.TryParse(canonical.WrittenMemory, out _))
        {
            return Refusals.NotCanonical;
        }

        IdempotencyKey? key = null;
        if (route.Class == RouteClass.Write && exchange.Fields.Contains(IdempotencyKey.FieldName)
            && !IdempotencyKey.TryRead(canonical.WrittenMemory, out key))
        {
            return Refusals.Key;
        }

        Incoming = new IncomingRequest(route.Number, canonical.WrittenMemory) { Key = key };
        return null;
    }

    private bool TryWriteHead(WireWriter canonical, IHttpRequestFeature request, string target)
    {
        var fields = exchange.Fields;
        fields.Clear();

        // Kestrel shortens "keep-alive, X" to "keep-alive": an X named so goes on to the service, which is harmless.
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                if (!fields.TryAdd(name, value ?? string.Empty))
                {
                    return false;
                }
            }
        }

        if (!RequestRules.TryApply(fields, exchange.Client, request.Scheme))
        {
            return false;
        }

        CanonicalRequest.WriteHead(canonical, request.Method, target, fields);
        return true;
    }

    private async ValueTask<ClientAnswer.Refusal?> ReadBodyAsync(
        WireWriter canonical, int maximum, CancellationToken cancellation)
    {
        var body = exchange.RequestBody;
        var left = maximum;
        while (true)
        {
            var read = await body.ReadAsync(cancellation).ConfigureAwait(false);
            if (read.Buffer.Length > left)
            {
                body.AdvanceTo(read.Buffer.End);
                return Refusals.BodyOver(maximum);
            }

            if (!await TryCoverAsync(canonical.Length + read.Buffer.Length, cancellation).ConfigureAwait(false))
            {
                body.AdvanceTo(read.Buffer.End);
                return Refusals.NoBuffer;
            }

            left -= (int)read.Buffer.Length;
            Append(canonical, read.Buffer);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                exchange.IsBodyUnread = false;
                return null;
            }
        }
    }

    private static void Append(WireWriter canonical, ReadOnlySequence<byte> bytes)
    {
        foreach (var piece in bytes)
        {
            canonical.Raw(piece.Span);
        }
    }

    /// <summary>Chunked bodies grow: the writer doubles its buffer, and so does what is taken for it.</summary>
    private ValueTask<bool> TryCoverAsync(long length, CancellationToken cancellation) =>
        length <= taken ? ValueTask.FromResult(true) : TryTakeAsync(Math.Max(taken, length - taken), cancellation);

    private ValueTask<bool> TryTakeAsync(long bytes, CancellationToken cancellation)
    {
        taken += bytes;
        return share.TryTakeAsync(bytes, cancellation);
    }
}
