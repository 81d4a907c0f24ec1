using System.Net;

namespace Rubis.Tests;

/// <summary>What the site answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, string ContentType)
{
    public bool SaysError => Body.Contains("ERROR", StringComparison.Ordinal);

    public bool SaysSorry => Body.Contains("Sorry", StringComparison.Ordinal);
}
