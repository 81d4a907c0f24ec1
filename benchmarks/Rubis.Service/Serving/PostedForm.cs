using Microsoft.AspNetCore.Http;
using Rubis.Service.Html;

namespace Rubis.Service.Serving;

/// <summary>The fields in a request's body, or why they cannot be read.</summary>
internal readonly record struct PostedForm(IFormCollection? Fields, Page? Refusal)
{
    private const string Encoding = "application/x-www-form-urlencoded";

    public static async ValueTask<PostedForm> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength == 0)
        {
            return default;
        }

        if (request.ContentType?.StartsWith(Encoding, StringComparison.OrdinalIgnoreCase) != true)
        {
            return Refused($"A form is sent as {Encoding}.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return new PostedForm(await request.ReadFormAsync(context.RequestAborted), null);
        }
        catch (BadHttpRequestException bad)
        {
            return Refused("The form cannot be read.", bad.StatusCode);
        }
        catch (InvalidDataException)
        {
            return Refused("The form has too many fields, a field that is too long, or a zero character.", StatusCodes.Status400BadRequest);
        }
    }

    private static PostedForm Refused(string reason, int status) => new(null, Page.Error(reason, status));
}
