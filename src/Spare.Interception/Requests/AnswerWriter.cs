using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Runtime.Ports;

namespace Spare.Interception.Requests;

/// <summary>Sends answers to clients: agreed replies as they are, refusals as problem documents (RFC 9457).</summary>
internal static class AnswerWriter
{
    /// <summary>Written at once; more waits until the client has taken it.</summary>
    private const int PieceSize = 64 * 1024;

    /// <summary>Of an unread body this much is read after a refusal, so that the answer reaches the client.</summary>
    private const long DroppedMaximum = 16 * 1024 * 1024;

    private static readonly TimeSpan DropTime = TimeSpan.FromSeconds(2);

    public static async Task ReplyAsync(
        Exchange exchange, ClientAnswer.Reply agreed, CancellationToken cancellation)
    {
        Invariant.Holds(CanonicalReply.TryParse(agreed.Canonical, out var reply));
        var response = exchange.Response;
        response.StatusCode = reply.Status;
        foreach (var field in HeaderBlock.Fields(reply.Headers.Span))
        {
            response.Headers.Append(Encoding.Latin1.GetString(field.Name), Encoding.Latin1.GetString(field.Value));
        }

        // In place of any that a replica sent: where the request stands in the order, for clients that compare.
        response.Headers["Spare-Position"] = agreed.Sequence.Value.ToString(CultureInfo.InvariantCulture);
        response.Headers["Spare-Time"] = agreed.Time.ToString();
        Name(response, agreed);
        if (CanonicalReply.HasNoBody(reply.Status, exchange.IsHead))
        {
            return;
        }

        response.Headers.ContentLength = reply.Body.Length;
        var writer = exchange.ResponseBody.Writer;
        for (var rest = reply.Body; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, PieceSize)..])
        {
            var piece = rest[..Math.Min(rest.Length, PieceSize)];
            if (await writer.WriteAsync(piece, cancellation).ConfigureAwait(false) is { IsCompleted: true })
            {
                return;
            }
        }
    }

    public static async Task RefuseAsync(Exchange exchange, ClientAnswer.Refusal refusal)
    {
        var document = Describe(refusal);
        var response = exchange.Response;
        response.StatusCode = refusal.Status;
        response.Headers.ContentType = "application/problem+json";
        response.Headers.ContentLength = document.Length;
        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        Name(response, refusal);

        // A client that spoke of another protocol, or whose body was left, may not go on as if nothing had happened.
        var closes = exchange.IsBodyUnread || refusal.Status is 400 or 408 or 417 or 431 or 501;
        if (closes)
        {
            response.Headers.Connection = "close";
        }

        if (!exchange.IsHead)
        {
            await exchange.ResponseBody.Writer.WriteAsync(document).ConfigureAwait(false);
        }

        if (exchange.IsBodyUnread)
        {
            await exchange.ResponseBody.CompleteAsync().ConfigureAwait(false);
            await DropBodyAsync(exchange.RequestBody).ConfigureAwait(false);
        }
    }

    private static void Name(IHttpResponseFeature response, ClientAnswer answer)
    {
        if (answer.Request is { } request)
        {
            response.Headers["Spare-Request"] = request.ToString();
        }
    }

    private static byte[] Describe(ClientAnswer.Refusal refusal)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(refusal.Status));
            json.WriteNumber("status", refusal.Status);
            json.WriteString("detail", refusal.Reason);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Closing over unread bytes would reset the connection, and the answer might never be read.</summary>
    private static async Task DropBodyAsync(PipeReader body)
    {
        using var patience = new CancellationTokenSource(DropTime);
        try
        {
            for (long dropped = 0; dropped < DroppedMaximum;)
            {
                var read = await body.ReadAsync(patience.Token).ConfigureAwait(false);
                dropped += read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The client is slow to notice; it has had its time.
        }
        catch (BadHttpRequestException)
        {
            // What is left is no body; the connection closes.
        }
    }
}
