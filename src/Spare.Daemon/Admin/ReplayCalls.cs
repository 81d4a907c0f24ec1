using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Evidence;
using Spare.Protocol.Http;
using Spare.Replicas;
using Spare.Replication.Execution;
using Spare.Runtime.Ports;

namespace Spare.Daemon.Admin;

/// <summary>The admin API's call that executes a request again, off to the side.</summary>
internal sealed class ReplayCalls(HostId self, IEvidenceStore evidence, LocalReplicas replicas) : IAdminCalls
{
    public void Map(WebApplication application) =>
        application.MapPost(AdminRoutes.Replay + "/{**request}", ReplayAsync);

    private async Task ReplayAsync(HttpContext context)
    {
        if (!RequestName.TryParse((string?)context.Request.RouteValues["request"] ?? "", out var name))
        {
            await AdminAnswer.RefuseAsync(context, 400, "Name a request by its position, such as 1234, or as h1/56.");
            return;
        }

        var found = await evidence.FindAsync(name, context.RequestAborted);
        if (found is not [.., var kept])
        {
            await AdminAnswer.RefuseAsync(context, 404, $"{self} keeps no evidence of {name}.");
            return;
        }

        try
        {
            var answer = new EvidenceAnswer(self, [await ReplayAsync(kept, context.RequestAborted)]);
            context.Response.ContentType = "application/octet-stream";
            await context.Response.BodyWriter.WriteAsync(answer.Encode(), context.RequestAborted);
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException or JournalException)
        {
            await AdminAnswer.RefuseAsync(context, 409, failure.Message);
        }
    }

    private async Task<EvidenceCase> ReplayAsync(EvidenceCase kept, CancellationToken cancellation)
    {
        var result = await replicas.ReplayAsync(
            new OrderedRequest(
                kept.Sequence, kept.Request, kept.Route, RouteClass.Write, kept.Time, kept.Seed, kept.Canonical),
            cancellation);
        return kept with
        {
            Agreed = result.Vote,
            Votes = [],
            Exhibits = [new Exhibit(null, result.Vote, result.Reply, result.WriteSet, result.Detail)],
        };
    }
}
