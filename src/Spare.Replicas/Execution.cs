using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replicas.Agents;
using Spare.Replicas.Services;
using Spare.Replication.Execution;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>One request at the active replica: a read speaks to the service alone, a write is bracketed by the agent.</summary>
internal sealed class Execution(
    AgentConnection agent, ServiceInstances service, Route route, OrderedRequest request, bool keepReply)
{
    private static readonly TimeSpan QuietMinimum = TimeSpan.FromMilliseconds(100);

    public async Task<ExecutionResult> ReadAsync(CancellationToken cancellation)
    {
        var reply = await service.ReadAsync(request, route, keepReply, cancellation);
        return new ExecutionResult(new Vote(reply.Outcome, reply.Digest, default), reply.Canonical, default, reply.Detail);
    }

    public async Task<ExecutionResult> WriteAsync(CancellationToken cancellation)
    {
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            await agent.BeginWriteAsync(request.Sequence, request.Time, cancellation);
            var reply = await service.WriteAsync(request, route, keepReply, cancellation);
            var left = route.Limits.Deadline - TimeProvider.System.GetElapsedTime(began);
            var end = await agent.EndWriteAsync(
                request.Sequence, left < QuietMinimum ? QuietMinimum : left, next: null, cancellation);
            return end switch
            {
                WriteEnd.NotQuiet late => Failed(Outcome.TimedOut, $"The database did not get quiet: {late.Detail}"),
                WriteEnd.Quiet quiet => Join(reply, await quiet.WriteSet),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (AgentException lost)
        {
            // No outcome of the request: the replica is lost, and the next one executes it again.
            throw new ReplicaException($"The agent is gone: {lost.Message}.", lost);
        }
    }

    private static ExecutionResult Failed(Outcome outcome, string detail) =>
        new(new Vote(outcome, default, default), default, default, detail);

    private static ExecutionResult Join(ServiceReply reply, CapturedWriteSet captured) => captured switch
    {
        CapturedWriteSet.Refused refused => Failed(Outcome.WriteSetRefused, refused.Reason),
        CapturedWriteSet.Captured written => new ExecutionResult(
            new Vote(reply.Outcome, reply.Digest, written.WriteSet.Digest), reply.Canonical, written.WriteSet.Bytes,
            reply.Detail),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
