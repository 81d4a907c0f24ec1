using System.Collections.Immutable;
using Spare.Protocol.Http;

namespace Spare.Configuration.Service;

/// <summary>Parts of replies on which replicas may differ, and how the file says so.</summary>
/// <param name="fields">Overwrites them.</param>
/// <param name="canonical">One text for each rule, headers sorted first, bodies in the order of the file.</param>
public sealed class VolatileSection(VolatileFields fields, ImmutableArray<string> canonical)
{
    public VolatileFields Fields { get; } = fields;

    internal ImmutableArray<string> Canonical { get; } = canonical;
}
