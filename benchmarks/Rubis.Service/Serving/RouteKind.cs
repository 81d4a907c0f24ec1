namespace Rubis.Service.Serving;

/// <summary>What answering a route may do to the database.</summary>
internal enum RouteKind
{
    /// <summary>The page is the same for everybody.</summary>
    Static,

    /// <summary>The page depends on the parameters only.</summary>
    Form,

    /// <summary>The page depends on the database and leaves it as it is.</summary>
    Read,

    /// <summary>The request changes the database, in one transaction.</summary>
    Write,
}
