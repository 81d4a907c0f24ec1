using Rubis.Client.Measuring;
using Rubis.Client.Transitions;

namespace Rubis.Client.Emulation;

/// <summary>Everything that decides what the emulated clients do.</summary>
internal sealed record RunOptions
{
    public required IReadOnlyList<Uri> Sites { get; init; }
    public required int Clients { get; init; }
    public required Schedule Schedule { get; init; }
    public required ThinkTime ThinkTime { get; init; }
    public required TransitionTable Table { get; init; }

    /// <summary>Users in the site's database: user1 to user&lt;N&gt; exist, higher ones are registered by clients.</summary>
    public required int Users { get; init; }

    public required int Seed { get; init; }
    public required bool LoadsImages { get; init; }

    /// <summary>Steps in a hundred that are writes; null: what the table gives.</summary>
    public int? Writes { get; init; }

    /// <summary>How long a client waits for one answer.</summary>
    public required TimeSpan Patience { get; init; }
}
