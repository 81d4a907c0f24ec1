using System.Collections.Immutable;
using Npgsql;
using Spare.Postgres.Catalog;

namespace Spare.Postgres.Preparation;

/// <summary>
/// Makes a service's database one that Spare can replicate, after the service's setup: checks everything in it, and
/// adds what Spare needs. It refuses with all problems at once.
/// </summary>
public static class DatabasePreparation
{
    /// <returns>Every problem, each naming its object; nothing was changed unless there is none.</returns>
    public static async Task<ImmutableArray<string>> PrepareAsync(
        NpgsqlConnection connection, DatabaseRoles roles, CancellationToken cancellation)
    {
        var catalog = await DatabaseCatalog.LoadAsync(connection, cancellation).ConfigureAwait(false);
        var problems = await CatalogProblems.FindAsync(connection, catalog, cancellation).ConfigureAwait(false);
        if (problems.IsEmpty)
        {
            await roles.GrantAsync(connection, catalog, cancellation).ConfigureAwait(false);
            await SpareSchema.CreateAsync(connection, roles, catalog, cancellation).ConfigureAwait(false);
        }

        return problems;
    }
}
