using System.Collections.Immutable;
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
}
