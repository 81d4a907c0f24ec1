using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>What kind of thing an item is.</summary>
internal sealed record Category(int Id, string Name)
{
    public static Task<IReadOnlyList<Category>> AllAsync(Visit visit) =>
        visit.AllAsync<Category>("select id, name from categories order by id");
}
