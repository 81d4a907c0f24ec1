using System.Net;
using System.Text;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;
using Spare.Replication.Execution;

namespace Spare.Replicas.Services;

internal sealed class ServiceInstances(IPAddress address, ServiceEndpoints endpoints) : IDisposable
{
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 32,
        ActivityHeadersPropagator = null,
    });

    private uint turn;

    public Task<ServiceReply> ReadAsync(OrderedRequest request, Route route, bool keep, CancellationToken cancellation)
    {
        var ports = endpoints.Reads;
        var port = ports.IsEmpty ? endpoints.Write : ports[(int)(Interlocked.Increment(ref turn) % (uint)ports.Length)];
        return SendAsync(port, request, route, keep, cancellation);
    }

    public Task<ServiceReply> WriteAsync(OrderedRequest request, Route route, bool keep, CancellationToken cancellation) =>
        SendAsync(endpoints.Write, request, route, keep, cancellation);

    public void Dispose() => client.Dispose();

    private async Task<ServiceReply> SendAsync(
        int port, OrderedRequest ordered, Route route, bool keep, CancellationToken cancellation)
    {
        Invariant.Holds(CanonicalRequest.TryParse(ordered.Request, out var request));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(route.Limits.Deadline);
        try
        {
            using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(
                $"http://{address}:{port}{Encoding.ASCII.GetString(request.Target.Span)}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            message.Content = request.Body.IsEmpty ? null : new ReadOnlyMemoryContent(request.Body);
            Span(message, request);
            message.Headers.TryAddWithoutValidation("Spare-Time", ordered.Time.ToString());
            message.Headers.TryAddWithoutValidation("Spare-Seed", ordered.Seed.ToString());
            using var reply = await client.SendAsync(message, deadline.Token);
            var body = await reply.Content.ReadAsByteArrayAsync(deadline.Token);
            var fields = new FieldList();
            foreach (var (name, values) in reply.Headers.NonValidated.Concat(reply.Content.Headers.NonValidated))
            {
                foreach (var value in values)
                {
                    fields.TryAdd(name, value);
                }
            }

            fields.RemoveHopByHop();
            fields.Remove("content-length"u8);
            endpoints.Volatile.TryOverwrite(fields, ordered.Time);
            var writer = new WireWriter(body.Length + 512);
            CanonicalReply.WriteHead(writer, (int)reply.StatusCode, fields);
            writer.Raw(body);
            var bytes = writer.ToArray();
            return new ServiceReply(Outcome.Replied, Digest.Of(bytes), keep ? bytes : default, "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ServiceReply(Outcome.TimedOut, default, default, "No complete reply by the deadline.");
        }
        catch (HttpRequestException failure)
        {
            return new ServiceReply(Outcome.ServiceDied, default, default, failure.Message);
        }
    }

    private static void Span(HttpRequestMessage message, CanonicalRequest request)
    {
        foreach (var field in HeaderBlock.Fields(request.Headers.Span))
        {
            var name = Encoding.ASCII.GetString(field.Name);
            var value = Encoding.Latin1.GetString(field.Value);
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
