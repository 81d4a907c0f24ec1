using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Spare.Daemon.Operators;
using Spare.Protocol.Admin;

namespace Spare.Daemon.Admin;

/// <summary>The admin API's calls for what is refused because replicas failed at it.</summary>
internal sealed class QuarantineCalls(OperatorConsole console) : IAdminCalls
{
    private static readonly TimeSpan ReleaseDeadline = TimeSpan.FromSeconds(10);

    public void Map(WebApplication application)
    {
        application.MapGet(AdminRoutes.Quarantine, SendAsync);
        application.MapDelete(AdminRoutes.Quarantine + "/{likeness}", ReleaseAsync);
    }

    private async Task SendAsync(HttpContext context) => await AdminAnswer.SendAsync(
        context, (await console.StateAsync(context.RequestAborted)).Quarantined.ToArray());

    private async Task ReleaseAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["likeness"]!; // The route has the parameter.
        var known = (await console.StateAsync(context.RequestAborted)).Quarantined;
        if (known.FirstOrDefault(entry => $"{entry.Likeness}" == name) is not { } released)
        {
            await AdminAnswer.RefuseAsync(context, 404, $"There is no '{name}' in quarantine: see 'spare quarantine list'.");
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(ReleaseDeadline);
        try
        {
            await (await console.ReleaseAsync(released.Likeness, deadline.Token) is { } refusal
                ? AdminAnswer.RefuseAsync(context, 409, refusal)
                : AdminAnswer.SendAsync(context, released));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await AdminAnswer.RefuseAsync(
                context, 503, $"The hosts did not order it within {ReleaseDeadline.TotalSeconds:F0} s: see 'spare status'.");
        }
    }
}
