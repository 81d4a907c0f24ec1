using Spare.Protocol;
using Spare.Protocol.Http;

namespace Spare.Replicas.Services;

/// <summary>One request for a service, with everything that managers have agreed about it.</summary>
/// <param name="Route">Says what the reply may cost, and whether the request may be sent again (reads).</param>
public sealed record ServiceCall(
    CanonicalRequest Request, Route Route, Instant AgreedTime, Seed Seed, ReplyKeeping Keep)
{
    public bool MayRepeat => Route.Class == RouteClass.Read;

    public ReplyExpectation Expectation => new(Request.IsHead, Route.Limits.ReplyBody, AgreedTime, Keep);
}
