using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Spare.Daemon.Operators;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Daemon.Admin;

/// <summary>The admin API's calls that wake replicas and put them back.</summary>
internal sealed class ActivationCalls(OperatorConsole console) : IAdminCalls
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public void Map(WebApplication application)
    {
        application.MapPost(AdminRoutes.Activate, context => AnswerAsync(context, console.ActivateAsync));
        application.MapPost(AdminRoutes.Passivate + "/{replica}", PassivateAsync);
    }

    private async Task PassivateAsync(HttpContext context)
    {
        if (ReplicaId.TryParse((string?)context.Request.RouteValues["replica"] ?? "", out var replica))
        {
            await AnswerAsync(context, cancellation => console.PassivateAsync(replica, cancellation));
        }
        else
        {
            await AdminAnswer.RefuseAsync(context, 400, "Name a replica, such as h1-r2.");
        }
    }

    private static async Task AnswerAsync(
        HttpContext context, Func<CancellationToken, Task<(ReplicaId Replica, string? Refusal)>> ask)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(Deadline);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var (replica, refusal) = await ask(deadline.Token);
            await (refusal is null
                ? AdminAnswer.SendAsync(context, new ActivationResult(replica, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds))
                : AdminAnswer.RefuseAsync(context, 409, refusal));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await AdminAnswer.RefuseAsync(
                context, 503, $"The hosts did not say so within {Deadline.TotalSeconds:F0} s: see 'spare events'.");
        }
    }
}
