using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Rubis.Service.Serving;

/// <summary>Says "ok" when the database answers.</summary>
internal static class Health
{
    public const string Path = "/health";

    public static async Task AnswerAsync(HttpContext context, NpgsqlDataSource database)
    {
        var answer = "ok\n";
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(context.RequestAborted);
        }
        catch (NpgsqlException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            answer = "the database does not answer\n";
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = answer.Length;
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }
}
