using System.Collections.Immutable;
using System.Globalization;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Machine;

namespace Spare.Evaluation.Rounds;

/// <summary>Everything that one turn gave: the raw values that reports are made from.</summary>
internal sealed record RoundRecord
{
    public required Turn Turn { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required MachineState Before { get; init; }

    public required Provenance Provenance { get; init; }

    public LoadResult? Load { get; init; }

    public Footprint? Footprint { get; init; }

    /// <summary>Of settings with a daemon.</summary>
    public ImmutableArray<HostTimes> Times { get; init; } = [];

    public Trace? Trace { get; init; }

    public ImmutableArray<MaskedFault> Masked { get; init; } = [];

    public ImmutableArray<NoOpResult> NoOp { get; init; } = [];

    /// <summary>Why this cannot be what a turn gave; null: it can.</summary>
    public string? Contradiction(Turn planned) =>
        Turn != planned ? $"is the record of another round: {Turn}"
        : Load is { } load && !(load is { Seconds: > 0, Requests: >= 0, Errors: >= 0, Writes: >= 0 } && double.IsFinite(load.Seconds))
            ? string.Create(CultureInfo.InvariantCulture, $"says that {load.Requests} requests were answered in {load.Seconds} s")
            : null;
}
