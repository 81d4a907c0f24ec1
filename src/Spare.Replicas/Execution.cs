using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replicas.Agents;
using Spare.Replicas.Services;
using Spare.Replication.Execution;

namespace Spare.Replicas;

/// <summary>One request at the service of the active replica, and what its reply and its write set amount to.</summary>
internal sealed class Execution(
    ServiceInstances service, Route route, TimeSpan deadline, OrderedRequest request, bool keepReply)
{
    public OrderedRequest Request => request;

    public TimeSpan Deadline => deadline;

    public async Task<ExecutionResult> ReadAsync(CancellationToken cancellation) =>
        Uncaptured(await service.ReadAsync(request, route, deadline, keepReply, cancellation));

    /// <summary>To be called when the database records its changes as those of this request, or nobody wants them.</summary>
    public ValueTask<ServiceReply> WriteAsync(CancellationToken cancellation) =>
        service.WriteAsync(request, route, deadline, keepReply, cancellation);

    /// <summary>What it wrote, if anything, nobody asks.</summary>
    public static ExecutionResult Uncaptured(ServiceReply reply) =>
        new(new Vote(reply.Outcome, reply.Digest, default), reply.Canonical, default, reply.Detail);

    public static ExecutionResult NotQuiet(WriteEnd.NotQuiet late) =>
        Failed(Outcome.TimedOut, $"The database did not get quiet: {late.Detail}");

    public static ExecutionResult Join(ServiceReply reply, CapturedWriteSet captured) => captured switch
    {
        CapturedWriteSet.Refused refused => Failed(Outcome.WriteSetRefused, refused.Reason),
        CapturedWriteSet.Captured written => new ExecutionResult(
            new Vote(reply.Outcome, reply.Digest, written.WriteSet.Digest), reply.Canonical, written.WriteSet.Bytes,
            reply.Detail),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ExecutionResult Failed(Outcome outcome, string detail) =>
        new(new Vote(outcome, default, default), default, default, detail);
}
