using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Spare.Daemon.Operators;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;

namespace Spare.Daemon.Admin;

/// <summary>The admin API's calls for injected faults.</summary>
internal sealed class FaultCalls(FaultInjector injector) : IAdminCalls
{
    /// <summary>Of the one request that has a body.</summary>
    public const int BodyMaximum = 4096;

    private const string Refusal =
        "This host refuses injected faults: set 'fault-injection: allowed' in its host file and start it again.";

    public void Map(WebApplication application)
    {
        application.MapGet(AdminRoutes.InjectedFaults, context => AllowedAsync(
            context, () => AdminAnswer.SendAsync(context, injector.All.ToArray())));
        application.MapDelete(AdminRoutes.InjectedFaults, context => AllowedAsync(
            context, () => AdminAnswer.SendAsync(context, injector.Clear().ToArray())));
        application.MapPost(AdminRoutes.InjectedFaults, context => AllowedAsync(context, () => SetAsync(context)));
    }

    private Task AllowedAsync(HttpContext context, Func<Task> call) =>
        injector.IsAllowed ? call() : AdminAnswer.RefuseAsync(context, 403, Refusal);

    private async Task SetAsync(HttpContext context)
    {
        InjectedFault? fault;
        try
        {
            fault = await JsonSerializer.DeserializeAsync(
                context.Request.Body, AdminJson.Default.InjectedFault, context.RequestAborted);
        }
        catch (JsonException wrong)
        {
            await AdminAnswer.RefuseAsync(context, 400, $"The body is no fault: {wrong.Message}");
            return;
        }

        if (fault is null)
        {
            await AdminAnswer.RefuseAsync(context, 400, "The body is no fault.");
            return;
        }

        await (await injector.SetAsync(fault, context.RequestAborted) is { } reason
            ? AdminAnswer.RefuseAsync(context, 409, reason)
            : AdminAnswer.SendAsync(context, fault));
    }
}
