using System.Collections.Immutable;

namespace Spare.Protocol.Admin;

/// <summary>The host goes on without those that are missing, as soon as those that are there have said where they stand.</summary>
/// <param name="Serving">It serves already.</param>
public sealed record BootstrapResult(bool Serving)
{
    /// <summary>It goes on with updates up to this one.</summary>
    public UpdateNumber Update { get; init; }

    /// <summary>The last epoch that it knows of.</summary>
    public Epoch Epoch { get; init; }

    /// <summary>What these hosts answered after <see cref="Update"/>, if they did, is lost.</summary>
    public ImmutableArray<HostId> MayLose { get; init; } = [];
}
