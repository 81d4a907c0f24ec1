using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Spare.Protocol.Http;
using Spare.Runtime.Buffers;
using Spare.Runtime.Ports;

namespace Spare.Interception.Requests;

/// <summary>
/// Serves each request: admits it within the bounds, makes it canonical, waits for the sink's answer, writes that.
/// </summary>
internal sealed class ExchangeApplication(
    FrontEndOptions options, RouteTable routes, IRequestSink sink, ILoggerFactory loggers)
    : IHttpApplication<Exchange>
{
    private readonly BufferBudget budget = new(options.BufferMaximum);
    private readonly BufferBudget places = new(options.RequestsMaximum);
    private readonly ILogger logger = loggers.CreateLogger<ExchangeApplication>();

    public long BufferedBytes => budget.Taken;

    /// <summary>New requests are refused; those that are being served finish.</summary>
    public bool IsDraining { get; set; }

    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<Exchange> container)
        {
            return new Exchange(contextFeatures);
        }

        return container.HostContext ??= new Exchange(contextFeatures);
    }

    public void DisposeContext(Exchange context, Exception? exception) => context.Fields.Clear();

    public async Task ProcessRequestAsync(Exchange context)
    {
        context.IsBodyUnread = context.CanHaveBody;
        if (RequestScreen.FindRefusal(context.Request) is { } refusal)
        {
            await AnswerWriter.RefuseAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        if (IsDraining)
        {
            await AnswerWriter.RefuseAsync(context, Refusals.Drained).ConfigureAwait(false);
            return;
        }

        var cancellation = context.ClientGone;
        try
        {
            if (!await places.TryTakeAsync(1, options.Patience, cancellation).ConfigureAwait(false))
            {
                await AnswerWriter.RefuseAsync(context, Refusals.TooManyRequests).ConfigureAwait(false);
                return;
            }

            try
            {
                await ServeAsync(context, cancellation).ConfigureAwait(false);
            }
            finally
            {
                places.Return(1);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Log.ClientGone(logger);
        }
        catch (BadHttpRequestException flaw)
        {
            Log.RequestRefused(logger, flaw.Message);
            context.IsBodyUnread = false; // Nothing more can be read of it.
            await AnswerWriter.RefuseAsync(context, Refusals.Body(flaw)).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(Exchange exchange, CancellationToken cancellation)
    {
        using var share = new BufferShare(budget, options.Patience);
        var intake = new RequestIntake(exchange, routes, share);
        if (await intake.ReadAsync(cancellation).ConfigureAwait(false) is { } refusal)
        {
            await AnswerWriter.RefuseAsync(exchange, refusal).ConfigureAwait(false);
            return;
        }

        switch (await sink.SubmitAsync(intake.Incoming, cancellation).ConfigureAwait(false))
        {
            case ClientAnswer.Reply reply:
                share.Overdraw(reply.Canonical.Length);
                await AnswerWriter.ReplyAsync(exchange, reply, cancellation).ConfigureAwait(false);
                break;
            case ClientAnswer.Refusal refused:
                await AnswerWriter.RefuseAsync(exchange, refused).ConfigureAwait(false);
                break;
        }
    }
}
