using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Spare.Journal.Evidence;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Evidence;
using Spare.Runtime.Ports;

namespace Spare.Daemon.Admin;

/// <summary>The admin API's calls for what this host keeps of the past: evidence and history.</summary>
internal sealed class EvidenceCalls(HostId self, IEvidenceStore evidence, HistoryFile history) : IAdminCalls
{
    public void Map(WebApplication application)
    {
        application.MapGet(AdminRoutes.EvidenceOfRequest + "/{**request}", SendEvidenceAsync);
        application.MapGet(AdminRoutes.History, SendHistoryAsync);
    }

    private async Task SendEvidenceAsync(HttpContext context)
    {
        if (!RequestName.TryParse((string?)context.Request.RouteValues["request"] ?? "", out var name))
        {
            await AdminAnswer.RefuseAsync(context, 400, "Name a request by its position, such as 1234, or as h1/56.");
            return;
        }

        var found = await evidence.FindAsync(name, context.RequestAborted);
        context.Response.ContentType = "application/octet-stream";
        await context.Response.BodyWriter.WriteAsync(new EvidenceAnswer(self, found).Encode(), context.RequestAborted);
    }

    private async Task SendHistoryAsync(HttpContext context)
    {
        var text = (string?)context.Request.Query[AdminRoutes.Limit];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            await AdminAnswer.RefuseAsync(context, 400, "'limit' must be a number of events.");
            return;
        }

        await AdminAnswer.SendAsync(context, (await history.ReadAsync(limit, context.RequestAborted)).ToArray());
    }
}
