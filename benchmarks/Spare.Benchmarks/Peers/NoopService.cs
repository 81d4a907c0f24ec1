using Microsoft.Extensions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Spare.Benchmarks.Peers;

/// <summary>
/// A service that does nothing: what remains in a measurement is what stands before it. Any GET is answered with the
/// same hundred bytes.
/// </summary>
internal static class NoopService
{
    private static readonly byte[] Body = [.. Enumerable.Repeat((byte)'.', 100)];

    public static Task RunAsync(string url, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(url);
        var application = builder.Build();
        application.Run(static context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = Body.Length;
            return context.Response.Body.WriteAsync(Body).AsTask();
        });
        return ((IHost)application).RunAsync(cancellation);
    }
}
