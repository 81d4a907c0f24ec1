using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>Where a user lives.</summary>
internal sealed record Region(int Id, string Name)
{
    public static Task<IReadOnlyList<Region>> AllAsync(Visit visit) =>
        visit.AllAsync<Region>("select id, name from regions order by id");

    public static Task<Region?> NamedAsync(Visit visit, string name) =>
        visit.OneAsync<Region>("select id, name from regions where name = @name order by id limit 1", new { name });
}
