namespace Rubis.Service.Html;

/// <summary>A value on its way into the query of a link.</summary>
internal readonly record struct UrlText(string Value);
