using Rubis.Service.Html;

namespace Rubis.Service.Serving;

/// <summary>One address of the site that answers with a page.</summary>
internal sealed record Route(RouteKind Kind, Func<Visit, ValueTask<Page>> Show);
