using Microsoft.AspNetCore.Hosting;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Spare.Daemon.Operators;
using Spare.Protocol.Admin;
using Spare.Runtime.Ports;

namespace Spare.Daemon.Admin;

/// <summary>
/// The admin API on a Unix socket that only the daemon's user may open: status, events, flush, recover, dump,
/// injected faults.
/// </summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private static readonly TimeSpan FlushDeadline = TimeSpan.FromMinutes(2);

    private readonly WebApplication application;
    private readonly string socket;

    private AdminServer(WebApplication application, string socket)
    {
        this.application = application;
        this.socket = socket;
    }

    public static async Task<AdminServer> StartAsync(
        string socket, StatusReport status, EventLog events, OperatorConsole console, ReplicaDumps dumps,
        IEnumerable<IAdminCalls> others, CancellationToken cancellation)
    {
        File.Delete(socket);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.MaxRequestBodySize = FaultCalls.BodyMaximum;
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        application.UseRouting();
        application.MapGet(AdminRoutes.Status, context => SendStatusAsync(context, status));
        application.MapGet(AdminRoutes.Events, context => SendEventsAsync(context, events));
        application.MapPost(AdminRoutes.Flush, context => FlushAsync(context, console, status));
        application.MapPost(AdminRoutes.Drain, context => DrainAsync(context, console, status, drain: true));
        application.MapDelete(AdminRoutes.Drain, context => DrainAsync(context, console, status, drain: false));
        application.MapPost(AdminRoutes.AutomationPause, context => AutomateAsync(context, console, pause: true));
        application.MapPost(AdminRoutes.AutomationResume, context => AutomateAsync(context, console, pause: false));
        application.MapPost(AdminRoutes.Bootstrap, context => BootstrapAsync(context, console));
        application.MapPost(AdminRoutes.Recover, context => RecoverAsync(context, console));
        application.MapGet(AdminRoutes.Dump + "/{replica}", context => DumpAsync(context, dumps));
        foreach (var calls in others)
        {
            calls.Map(application);
        }

        await application.StartAsync(cancellation);
        File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new AdminServer(application, socket);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        File.Delete(socket);
    }

    private static async Task SendStatusAsync(HttpContext context, StatusReport status)
    {
        var withMemory = context.Request.Query[AdminRoutes.Memory] == "true";
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body, await status.TakeAsync(context.RequestAborted, withMemory), AdminJson.Default.HostStatus,
            context.RequestAborted);
    }

    private static async Task SendEventsAsync(HttpContext context, EventLog events)
    {
        var follow = context.Request.Query[AdminRoutes.Follow] == "true";
        if (!TryGetNumber(context.Request.Query[AdminRoutes.Since], out var since))
        {
            await AdminAnswer.RefuseAsync(context, 400, "'since' must be the number of an event.");
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        while (!context.RequestAborted.IsCancellationRequested)
        {
            var (found, changed) = events.Since(since);
            foreach (var happened in found)
            {
                var line = JsonSerializer.Serialize(happened, AdminJson.Default.OperatorEvent) + "\n";
                await context.Response.WriteAsync(line, context.RequestAborted);
                since = happened.Number;
            }

            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (!follow)
            {
                return;
            }

            await changed.WaitAsync(context.RequestAborted);
        }
    }

    private static async Task FlushAsync(HttpContext context, OperatorConsole console, StatusReport status)
    {
        if (status.NoPassive is { } reason)
        {
            await AdminAnswer.RefuseAsync(context, 409, reason);
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(FlushDeadline);
        var before = await status.TakeAsync(deadline.Token);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var number = await console.FlushAsync(deadline.Token);
            var passive = await status.PassiveAsync(deadline.Token);
            await AdminAnswer.SendAsync(context, new FlushResult(
                passive, number, before.Order.Buffered, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds));
        }
        catch (ReplicaException lost)
        {
            await AdminAnswer.RefuseAsync(context, 503, lost.Message);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await AdminAnswer.RefuseAsync(
                context, 503, $"The passive replica took no updates for {FlushDeadline.TotalSeconds:F0} s: see 'spare events'.");
        }
    }

    private static async Task RecoverAsync(HttpContext context, OperatorConsole console)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(AdminRoutes.RecoveryPatience);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var (active, refusal) = await console.RecoverAsync(deadline.Token);
            await (refusal is null
                ? AdminAnswer.SendAsync(context, new RecoveryResult(active, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds))
                : AdminAnswer.RefuseAsync(context, 409, refusal));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await AdminAnswer.RefuseAsync(
                context, 503,
                $"That took longer than {AdminRoutes.RecoveryPatience.TotalSeconds:F0} s; the host recovers as soon as it can: "
                + "'spare events' says what it waits for.");
        }
    }

    private static async Task DrainAsync(HttpContext context, OperatorConsole console, StatusReport status, bool drain)
    {
        if (status.FrontEnd is not { } frontEnd)
        {
            await AdminAnswer.RefuseAsync(context, 503, "The host does not take requests yet.");
            return;
        }

        frontEnd.IsDraining = drain;
        console.Drained(drain);
        var state = await console.StateAsync(context.RequestAborted);
        await AdminAnswer.SendAsync(context, new DrainResult(drain, state.InFlight));
    }

    private static async Task AutomateAsync(HttpContext context, OperatorConsole console, bool pause) =>
        await AdminAnswer.SendAsync(context, new AutomationResult(await console.AutomateAsync(pause, context.RequestAborted)));

    private static async Task BootstrapAsync(HttpContext context, OperatorConsole console)
    {
        var done = await console.BootstrapAsync(context.Request.Query[AdminRoutes.DryRun] == "true", context.RequestAborted);
        var serving = (await console.StateAsync(context.RequestAborted)).Serving;
        await (done.Ground is { } ground
            ? AdminAnswer.SendAsync(
                context, new BootstrapResult(serving) { Update = ground.Update, Epoch = ground.Epoch, MayLose = ground.MayLose })
            : AdminAnswer.RefuseAsync(context, 409, done.Refusal ?? "It goes on with nothing."));
    }

    private static async Task DumpAsync(HttpContext context, ReplicaDumps dumps)
    {
        var name = (string)context.Request.RouteValues["replica"]!; // The route has the parameter.
        if (dumps.Find(name) is not { } replica)
        {
            await AdminAnswer.RefuseAsync(context, 404, $"There is no replica '{name}' here: see 'spare status'.");
        }
        else if (context.Request.Query[AdminRoutes.DigestOnly] == "true")
        {
            await AdminAnswer.SendAsync(context, await dumps.DigestAsync(replica, context.RequestAborted));
        }
        else
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await dumps.WriteAsync(replica, context.Response.BodyWriter, context.RequestAborted);
        }
    }

    private static bool TryGetNumber(string? text, out ulong number)
    {
        number = 0;
        return string.IsNullOrEmpty(text)
            || ulong.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out number);
    }
}
