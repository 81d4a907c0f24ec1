using Microsoft.Extensions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Spare.Benchmarks.Peers;

/// <summary>
/// What Spare is measured against: a plain Kestrel server that hands each request to its services and returns the first
/// one's reply. With one service it is a forwarder; with two it is the ceiling, which asks both, waits for both,
/// compares, and orders nothing; it passes no bodies on.
/// </summary>
internal static class Forwarder
{
    private static readonly string[] NotForwarded = ["Connection", "Keep-Alive", "Transfer-Encoding"];

    public static async Task RunAsync(string url, IReadOnlyList<Uri> services, CancellationToken cancellation)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = 256,
        });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(url);
        var application = builder.Build();
        application.Run(context => ForwardAsync(context, client, services));
        await ((IHost)application).RunAsync(cancellation);
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker client, IReadOnlyList<Uri> services)
    {
        var replies = await Task.WhenAll(services.Select(service => AskAsync(context, client, service)));
        var (first, body) = replies[0];
        if (replies.Any(reply => !reply.Body.AsSpan().SequenceEqual(body)))
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }

        context.Response.StatusCode = (int)first.StatusCode;
        foreach (var (name, values) in first.Headers.Concat(first.Content.Headers))
        {
            if (!NotForwarded.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        foreach (var (reply, _) in replies)
        {
            reply.Dispose();
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<(HttpResponseMessage Reply, byte[] Body)> AskAsync(
        HttpContext context, HttpMessageInvoker client, Uri service)
    {
        var target = new Uri(service, context.Request.Path + context.Request.QueryString.Value);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target);
        if (context.Request.ContentType is { } type)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.Add("Content-Type", type);
        }

        var reply = await client.SendAsync(request, context.RequestAborted);
        return (reply, await reply.Content.ReadAsByteArrayAsync(context.RequestAborted));
    }
}
