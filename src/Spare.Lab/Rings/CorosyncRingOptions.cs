using System.Collections.Immutable;

namespace Spare.Lab.Rings;

/// <summary>How a lab's Corosync detects failures.</summary>
public sealed record CorosyncRingOptions
{
    /// <summary>How long the token may be away before a host counts as lost; a crash is noticed after twice that.</summary>
    public TimeSpan Token { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether a third, small host says which side goes on when hosts are lost.</summary>
    public bool HasWitness { get; init; }

    /// <summary>How long a ring may take to form.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Directories that unprivileged programs of the hosts need, wherever they are.</summary>
    public ImmutableArray<string> Visible { get; init; } = [];
}
