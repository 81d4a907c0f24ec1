using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rubis.Service.Html;

namespace Rubis.Service.Serving;

/// <summary>
/// Takes each HTTP request to the page that answers it, and turns whatever goes wrong on the way into an ERROR page. No
/// reply depends on anything but the request, the database and the agreed time.
/// </summary>
internal sealed partial class FrontDoor(NpgsqlDataSource database, TimeProvider clock, ILogger<FrontDoor> log)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == Health.Path)
        {
            await Health.AnswerAsync(context, database);
        }
        else if (ContentFile.Find(path) is { } file && IsRead(context.Request))
        {
            await file.SendAsync(context);
        }
        else
        {
            await SendAsync(context, await PageForAsync(context, path));
        }
    }

    private static bool IsRead(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private async Task<Page> PageForAsync(HttpContext context, string path)
    {
        if (!Site.Routes.TryGetValue(path, out var route))
        {
            return Page.Error("There is no such page.", StatusCodes.Status404NotFound);
        }

        if (!IsAllowed(context.Request, route))
        {
            context.Response.Headers.Allow = route.Kind == RouteKind.Write ? "GET, POST" : "GET, HEAD, POST";
            return Page.Error("This page cannot be asked for in this way.", StatusCodes.Status405MethodNotAllowed);
        }

        try
        {
            return await VisitAsync(context, route);
        }
        catch (PostgresException failure)
        {
            return DatabaseRefusal.Explain(failure) ?? Unavailable(path, failure);
        }
        catch (NpgsqlException failure)
        {
            return Unavailable(path, failure);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return Page.Error("The client has gone.", StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception failure)
        {
            LogFault(path, failure);
            return Page.Error("This page could not be made.", StatusCodes.Status500InternalServerError);
        }
    }

    private static bool IsAllowed(HttpRequest request, Route route) =>
        HttpMethods.IsPost(request.Method)
        || HttpMethods.IsGet(request.Method)
        || (HttpMethods.IsHead(request.Method) && route.Kind != RouteKind.Write);

    private async Task<Page> VisitAsync(HttpContext context, Route route)
    {
        var request = context.Request;
        var header = request.Headers[AgreedTime.Header];
        if (!AgreedTime.TryRead(header.Count == 0 ? null : header.ToString(), clock, out var now))
        {
            return Page.Error("The header Spare-Time is not a time.", StatusCodes.Status400BadRequest);
        }

        var form = await PostedForm.ReadAsync(context);
        if (form.Refusal is { } refusal)
        {
            return refusal;
        }

        // A write that has begun is finished even when the client has gone: whether it happened must not depend on that.
        var cancellation = route.Kind == RouteKind.Write ? CancellationToken.None : context.RequestAborted;
        return await route.Show(new Visit(new Input(form.Fields, request.Query), database, now, cancellation));
    }

    private static async Task SendAsync(HttpContext context, Page page)
    {
        var response = context.Response;
        response.StatusCode = page.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.ContentLength = page.Top.Length + Page.Bottom.Length;
        await response.Body.WriteAsync(page.Top, context.RequestAborted);
        await response.Body.WriteAsync(Page.Bottom, context.RequestAborted);
    }

    private Page Unavailable(string path, Exception failure)
    {
        LogDatabaseFailure(path, failure);
        return Page.Error("The database does not answer.", StatusCodes.Status503ServiceUnavailable);
    }

    [LoggerMessage(1, LogLevel.Error, "The database failed while {Path} was answered")]
    private partial void LogDatabaseFailure(string path, Exception failure);

    [LoggerMessage(2, LogLevel.Error, "The page {Path} failed")]
    private partial void LogFault(string path, Exception failure);
}
