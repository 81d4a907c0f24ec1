using Spare.Protocol;
using Spare.Protocol.Http;

namespace Spare.Replicas.Services;

/// <summary>One request for a service, with everything that managers have agreed about it.</summary>
/// <param name="Route">Says how long the reply may be, and whether the request may be sent again (reads).</param>
/// <param name="Deadline">How long the reply may take.</param>
public sealed record ServiceCall(
    CanonicalRequest Request, Route Route, TimeSpan Deadline, Instant AgreedTime, Seed Seed, ReplyKeeping Keep)
{
    /// <summary>No reply by the deadline is no misbehaviour.</summary>
    public bool MayBeLate { get; init; }

    public bool MayRepeat => Route.Class == RouteClass.Read;

    public ReplyExpectation Expectation => new(Request.IsHead, Route.Limits.ReplyBody, AgreedTime, Keep);
}
