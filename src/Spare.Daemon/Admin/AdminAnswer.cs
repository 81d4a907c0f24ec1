using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Spare.Protocol.Admin;

namespace Spare.Daemon.Admin;

/// <summary>How the admin API answers.</summary>
internal static class AdminAnswer
{
    public static Task SendAsync<T>(HttpContext context, T answer)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            context.Response.Body, answer, typeof(T), AdminJson.Default, context.RequestAborted);
    }

    public static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, new AdminProblem(detail));
    }
}
