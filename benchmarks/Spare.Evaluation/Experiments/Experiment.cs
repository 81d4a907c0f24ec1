using System.Collections.Immutable;

namespace Spare.Evaluation.Experiments;

/// <summary>The parameters of one experiment; benchmarks/README.md explains the keys of its file.</summary>
internal sealed record Experiment
{
    /// <summary>Its file's, without the ending.</summary>
    public required string Name { get; init; }

    public required ExperimentKind Kind { get; init; }

    public required ImmutableArray<Setting> Settings { get; init; }

    /// <summary>Whether replicas are virtual machines of libvirt, or else groups of processes.</summary>
    public bool Machines { get; init; }

    public DatabaseSize Database { get; init; }

    /// <summary>Each number of clients is measured by itself.</summary>
    public ImmutableArray<int> Clients { get; init; } = [];

    /// <summary>Whether clients think between requests (mean 7 s) or go on at once.</summary>
    public bool Thinks { get; init; }

    /// <summary>Percentages of writes, each measured by itself; null is what the published table gives.</summary>
    public ImmutableArray<int?> WriteShares { get; init; } = [null];

    public int Faults { get; init; } = 1;

    /// <summary>Requests per second of a trace, sent at their time whether or not others are answered.</summary>
    public int Rate { get; init; }

    /// <summary>How many faults are masked in one round.</summary>
    public int Repetitions { get; init; }

    public required int Rounds { get; init; }

    public TimeSpan WarmUp { get; init; }

    /// <summary>Of what counts, without the warm-up; zero where a round ends by itself.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>All of it as one line: two experiments with equal lines measure the same.</summary>
    public string InOneLine() => $"{this with { Settings = [], Clients = [], WriteShares = [] }} "
        + $"{string.Join(',', Settings)} {string.Join(',', Clients)} {string.Join(',', WriteShares)}";
}
