namespace Spare.Protocol.Http;

/// <summary>What a request of a route may cost: bytes of both bodies, and the time until its reply is complete.</summary>
/// <param name="RequestBody">Largest request body in bytes.</param>
/// <param name="ReplyBody">Largest reply body in bytes.</param>
/// <param name="Deadline">From handing the request to the service to the last byte of its reply.</param>
public sealed record RouteLimits(int RequestBody, int ReplyBody, TimeSpan Deadline)
{
    public const int RequestBodyDefault = 1024 * 1024;
    public const int ReplyBodyDefault = 8 * 1024 * 1024;

    /// <summary>
    /// No route may be given more: body and head together are one ordered message, see
    /// <see cref="Messages.RequestProposed.RequestMaximum"/>.
    /// </summary>
    public const int RequestBodyMaximum = 8 * 1024 * 1024;

    /// <summary>No route may be given more: a reply is held in memory.</summary>
    public const int ReplyBodyMaximum = 64 * 1024 * 1024;

    public static readonly TimeSpan DeadlineDefault = TimeSpan.FromSeconds(10);

    public RouteLimits Slowed(int slowdown) => this with { Deadline = Deadline * slowdown };

    public static RouteLimits Default { get; } = new(RequestBodyDefault, ReplyBodyDefault, DeadlineDefault);
}
