using System.Collections.Immutable;

namespace Spare.Configuration.Service;

/// <summary>The service's database, and how it is made when an image is prepared.</summary>
/// <param name="name">Of the database.</param>
/// <param name="owner">The role that owns it and that the write instance connects as.</param>
/// <param name="setup">Commands run once, in order, as the owner, with the PG* variables set; placeholders allowed.</param>
/// <param name="settings">PostgreSQL settings, sorted; only those that cannot make equal replicas differ.</param>
public sealed class ServiceDatabase(
    string name,
    string owner,
    ImmutableArray<ImmutableArray<string>> setup,
    ImmutableSortedDictionary<string, string> settings)
{
    public string Name { get; } = name;

    public string Owner { get; } = owner;

    public ImmutableArray<ImmutableArray<string>> Setup { get; } = setup;

    public ImmutableSortedDictionary<string, string> Settings { get; } = settings;
}
