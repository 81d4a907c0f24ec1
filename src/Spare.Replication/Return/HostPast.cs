using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Repeats;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication.Return;

/// <summary>What a host that was here before finds on its disk.</summary>
/// <param name="Served">The last epoch in which it served; null: none.</param>
/// <param name="End">How far its base and journal go; null: they are damaged.</param>
public sealed record HostPast(ServingEpoch? Served, JournalEnd? End)
{
    /// <summary>The last update that the damaged journal had; null: it is not damaged, or nobody knows.</summary>
    public UpdateNumber? DamagedEnd { get; init; }

    /// <summary>The replies that are kept under keys, where base and journal end.</summary>
    public ImmutableArray<KeptReply> Kept { get; init; } = [];

    /// <summary>More than an epoch gives out.</summary>
    public const ulong PositionStep = 1_000_000_000_000;

    /// <summary>
    /// When all hosts came back, positions go on at a multiple of <see cref="PositionStep"/> that follows from the epoch: reads,
    /// of which no disk tells, may have had higher ones than the last update, also in epochs in which nothing was written.
    /// </summary>
    /// <param name="position">What the hosts said that they go on from; higher than that of the last update.</param>
    internal static SequenceNumber Beginning(Epoch epoch, SequenceNumber position) =>
        new(Math.Max(position.Value, epoch.Value * PositionStep));

    /// <summary>Where the host stands, and what it could go on from.</summary>
    internal HostReady Describe(HostId self, Digest configuration)
    {
        var end = End ?? JournalEnd.Image;
        return new HostReady(
            new ReplicaId(self, 1), 1, [], PassiveState.None, MayGoOn: false, Served?.Epoch ?? Epoch.None,
            new SequenceNumber(((end.Sequence.Value / PositionStep) + 1) * PositionStep), end.Chain, end.Chain, configuration)
        {
            Basis = End is not null ? StateBasis.Disk : DamagedEnd is null ? StateBasis.Nothing : StateBasis.Damaged,
            Runs = false,
            LastHosts = Served?.Hosts ?? [],
            Time = end.Time,
            Update = End is null ? DamagedEnd ?? UpdateNumber.None : end.Update,
        };
    }
}
