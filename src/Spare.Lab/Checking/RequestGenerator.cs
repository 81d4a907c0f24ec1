using System.Net;
using System.Text.RegularExpressions;
using Spare.Configuration.Service;

namespace Spare.Lab.Checking;

/// <summary>
/// Requests for a service that nobody recorded any for: its health check, its declared routes and ticks, then what
/// its own pages link to and the forms they have, filled in. Equal pages give equal requests.
/// </summary>
internal sealed partial class RequestGenerator
{
    /// <summary>Links that wait; further ones are left out.</summary>
    private const int WaitingMaximum = 10_000;

    private readonly Queue<CheckedRequest> waiting = new();
    private readonly HashSet<CheckedRequest> known = [];

    public RequestGenerator(ServiceFile service)
    {
        Add(new CheckedRequest("GET", "/", ""));
        Add(new CheckedRequest("GET", service.Health.Path, ""));
        foreach (var tick in service.Ticks)
        {
            Add(new CheckedRequest("POST", tick.Target, ""));
        }

        foreach (var route in service.Routes.Declared)
        {
            var method = route.Methods is [var first, ..] ? first : "GET";
            Add(new CheckedRequest(method, route.Path.ToString().Replace("*", "1", StringComparison.Ordinal), ""));
        }
    }

    public CheckedRequest? Next() => waiting.TryDequeue(out var request) ? request : null;

    /// <summary>Finds links and forms in a page.</summary>
    public void Learn(CheckedRequest request, string page)
    {
        foreach (Match link in Link().Matches(page))
        {
            Add("GET", request, link.Groups["target"].Value, "");
        }

        foreach (Match form in Form().Matches(page))
        {
            var head = form.Groups["head"].Value;
            var filled = string.Join('&', Field().Matches(form.Groups["content"].Value).Select(Fill));
            var isPost = head.Contains("method=\"post\"", StringComparison.OrdinalIgnoreCase);
            var action = Action().Match(head) is { Success: true } found ? found.Groups["target"].Value : request.Target;
            Add(isPost ? "POST" : "GET", request, isPost ? action : $"{action.Split('?')[0]}?{filled}", isPost ? filled : "");
        }
    }

    /// <summary>With the value that the page proposes, or the first of its options, else with a number.</summary>
    private string Fill(Match field)
    {
        var name = WebUtility.UrlEncode(WebUtility.HtmlDecode(field.Groups["name"].Value));
        var proposed = Value().Match(field.Value) is { Success: true } found ? found.Groups["value"] : field.Groups["option"];
        var value = proposed.Length > 0 ? WebUtility.HtmlDecode(proposed.Value.Trim()) : $"{known.Count}";
        return $"{name}={WebUtility.UrlEncode(value)}";
    }

    private void Add(string method, CheckedRequest from, string target, string body)
    {
        var page = new Uri(new Uri("http://localhost"), from.Target);
        if (Uri.TryCreate(page, WebUtility.HtmlDecode(target), out var absolute) && absolute.Authority == "localhost")
        {
            Add(new CheckedRequest(method, absolute.PathAndQuery, body));
        }
    }

    private void Add(CheckedRequest request)
    {
        if (waiting.Count < WaitingMaximum && request.ToCanonical() is not null && known.Add(request))
        {
            waiting.Enqueue(request);
        }
    }

    [GeneratedRegex("""<a\s[^>]*href="(?<target>[^"#]+)["#]""", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex("""<form(?<head>[^>]*)>(?<content>.*?)</form>""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(@"action=""(?<target>[^""]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Action();

    [GeneratedRegex(
        """<(input|textarea|select)\s[^>]*name="?(?<name>[^\s">]+)[^>]*>(\s*<option[^>]*>(?<option>[^<]*))?""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Field();

    [GeneratedRegex(@"value=""(?<value>[^""]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Value();
}
