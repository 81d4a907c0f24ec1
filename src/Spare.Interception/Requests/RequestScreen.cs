using Microsoft.AspNetCore.Http.Features;
using Spare.Protocol.Http;
using Spare.Runtime.Ports;

namespace Spare.Interception.Requests;

/// <summary>Requests that are refused by their head alone: what cannot be voted on, and expectations nobody meets.</summary>
internal static class RequestScreen
{
    /// <summary>Null: nothing speaks against the request so far.</summary>
    public static ClientAnswer.Refusal? FindRefusal(IHttpRequestFeature request)
    {
        if (request.Method == "CONNECT")
        {
            return Refusals.Connect;
        }

        if (request.Method.Length > CanonicalRequest.MethodMaximum)
        {
            return Refusals.Method;
        }

        var headers = request.Headers;
        if (headers.ContainsKey("Upgrade"))
        {
            return Refusals.Upgrade;
        }

        if (headers.Accept is { Count: 1 } accept && IsEventStream(accept[0]))
        {
            return Refusals.EventStream;
        }

        var expect = headers.Expect;
        return expect.Count == 0 || "100-continue".Equals(expect, StringComparison.OrdinalIgnoreCase)
            ? null
            : Refusals.Expectation;
    }

    private static bool IsEventStream(string? accept)
    {
        var type = accept.AsSpan();
        var parameters = type.IndexOf(';');
        return (parameters < 0 ? type : type[..parameters]).Trim()
            .Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
    }
}
