using System.Collections.Immutable;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Rounds;

namespace Spare.Benchmarks.Paper.Metering;

/// <summary>What a meter says to a question: one line of JSON, with what was asked for and nothing else.</summary>
internal sealed record MeterAnswer
{
    public Provenance? Provenance { get; init; }

    public MachineState? State { get; init; }

    public HostReading? Reading { get; init; }

    /// <summary>In bytes (proportional set size).</summary>
    public ImmutableSortedDictionary<Part, double>? Memory { get; init; }

    /// <summary>Null: no daemon runs there.</summary>
    public HostTimes? Times { get; init; }

    /// <summary>Why there is no answer.</summary>
    public string? Problem { get; init; }
}
