using Microsoft.AspNetCore.Http;
using Spare.Protocol.Http;
using Spare.Runtime.Ports;

namespace Spare.Interception.Requests;

/// <summary>The front end's own answers, each with the sentence that its client reads.</summary>
internal static class Refusals
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static ClientAnswer.Refusal Target { get; } =
        new(400, "The target is neither a path nor a URL of this service.");

    public static ClientAnswer.Refusal Method { get; } =
        new(501, $"A method of more than {CanonicalRequest.MethodMaximum} characters is not supported.");

    public static ClientAnswer.Refusal NotCanonical { get; } =
        new(400, "The request has no canonical form, in which replicas could be given it.");

    public static ClientAnswer.Refusal Key { get; } =
        new(400, "There must be one Idempotency-Key, of 1 to 255 printable ASCII characters.");

    public static ClientAnswer.Refusal TooMuchHeader { get; } =
        new(431, "The header has too many fields, or they are too long.");

    public static ClientAnswer.Refusal Expectation { get; } =
        new(417, "No expectation but '100-continue' can be met.");

    public static ClientAnswer.Refusal Connect { get; } =
        new(501, "CONNECT is not supported: replicas cannot vote on a tunnel.");

    public static ClientAnswer.Refusal Upgrade { get; } =
        new(501, "A change of protocol is not supported: replicas cannot vote on an open connection.");

    public static ClientAnswer.Refusal EventStream { get; } =
        new(501, "Event streams are not supported: replicas cannot vote on a reply that has no end.");

    public static ClientAnswer.Refusal TooManyRequests { get; } =
        new(503, "Too many requests are being served; try again shortly.", Soon);

    public static ClientAnswer.Refusal Drained { get; } =
        new(503, "This host is being drained; ask another host of the service.", Soon);

    public static ClientAnswer.Refusal NoBuffer { get; } =
        new(503, "Too many bytes are buffered for other requests; try again shortly.", Soon);

    public static ClientAnswer.Refusal BodyOver(int maximum) =>
        new(413, $"The body is longer than the {maximum} bytes that this path takes.");

    public static ClientAnswer.Refusal Body(BadHttpRequestException flaw) =>
        new(flaw.StatusCode, $"The body cannot be read: {flaw.Message}");
}
