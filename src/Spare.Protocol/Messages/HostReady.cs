using System.Collections.Immutable;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// HOST_READY: a manager says where it stands, after every change of membership: one whose active replica runs, or one
/// that came back and has what is on its disk. When those that got furthest have said the same since that change, the
/// next epoch begins with them (SPARE 2.2).
/// </summary>
/// <param name="Replica">The active replica whose votes count for this host from the beginning of the epoch.</param>
/// <param name="LastGeneration">The highest generation that a replica of this host has had.</param>
/// <param name="Helpers">Its woken replicas that run; they vote as well.</param>
/// <param name="Passive">Whether the host has a passive replica that can be woken.</param>
/// <param name="MayGoOn">Whether this side of the ring has had the quorum since that epoch; without it hosts serve only
/// if none is missing.</param>
/// <param name="Last">The last epoch that this manager served in.</param>
/// <param name="Position">The last request it has numbered.</param>
/// <param name="Order">The digest of the order up to that position.</param>
/// <param name="Verdicts">The digest of what was decided on writes, agreed or voided, in their order.</param>
/// <param name="Configuration">The digest of host list, threshold and service file.</param>
public sealed record HostReady(
    ReplicaId Replica,
    uint LastGeneration,
    ImmutableArray<ReplicaId> Helpers,
    PassiveState Passive,
    bool MayGoOn,
    Epoch Last,
    SequenceNumber Position,
    Digest Order,
    Digest Verdicts,
    Digest Configuration) : GroupMessage
{
    /// <summary>Woken replicas of one host.</summary>
    public const int HelpersMaximum = 16;

    /// <summary>Hosts of an epoch.</summary>
    public const int HostsMaximum = 64;

    /// <summary>What the host could go on from.</summary>
    public StateBasis Basis { get; init; } = StateBasis.Memory;

    /// <summary>It has nothing to go on from.</summary>
    public bool IsDamaged => Basis is StateBasis.Nothing or StateBasis.Damaged;

    /// <summary>The active replica runs; otherwise it is made when the epoch begins.</summary>
    public bool Runs { get; init; } = true;

    /// <summary>The hosts that served in <see cref="Last"/>; none before the first epoch.</summary>
    public ImmutableArray<HostId> LastHosts { get; init; } = [];

    /// <summary>An operator had it go on without those that are missing, and takes what they answered for lost.</summary>
    public bool AcceptsLoss { get; init; }

    /// <summary>The host for whose sake the last epoch was ended; null: none.</summary>
    public HostId? Admits { get; init; }

    /// <summary>The agreed time of <see cref="Position"/>.</summary>
    public Instant Time { get; init; }

    /// <summary>The last agreed update up to <see cref="Position"/>; of a damaged disk, the last one that it had.</summary>
    public UpdateNumber Update { get; init; }

    /// <summary>They say the same.</summary>
    public bool Equals(HostReady? other) =>
        other is not null && Replica == other.Replica && Encode().AsSpan().SequenceEqual(other.Encode());

    public override int GetHashCode() => HashCode.Combine(Replica, Last, Position);

    private protected override GroupMessageKind Kind => GroupMessageKind.HostReady;

    internal static HostReady Parse(ref WireReader reader)
    {
        var message = new HostReady(
            reader.Replica(),
            reader.UInt32(),
            ParseHelpers(ref reader),
            (PassiveState)reader.Byte(),
            reader.Flag(),
            new Epoch(reader.UInt64()),
            new SequenceNumber(reader.UInt64()),
            reader.Digest(),
            reader.Digest(),
            reader.Digest())
        {
            Basis = (StateBasis)reader.Byte(),
            Runs = reader.Flag(),
            LastHosts = reader.Hosts(HostsMaximum),
            AcceptsLoss = reader.Flag(),
            Admits = reader.Flag() ? reader.Host() : null,
            Time = new Instant(reader.Int64()),
            Update = new UpdateNumber(reader.UInt64()),
        };
        reader.FailUnless(Enum.IsDefined(message.Basis));
        reader.FailUnless(message.Passive is PassiveState.Clean or PassiveState.None);
        reader.FailUnless(message.Helpers.Append(message.Replica).All(replica =>
            replica.Host == message.Replica.Host && replica.Generation <= message.LastGeneration));
        return message;
    }

    private static ImmutableArray<ReplicaId> ParseHelpers(ref WireReader reader)
    {
        var count = reader.Byte();
        reader.FailUnless(count <= HelpersMaximum);
        var helpers = ImmutableArray.CreateBuilder<ReplicaId>(count);
        for (var i = 0; i < count; i++)
        {
            helpers.Add(reader.Replica());
        }

        return helpers.MoveToImmutable();
    }

    private protected override void Format(WireWriter writer)
    {
        writer.Replica(Replica);
        writer.UInt32(LastGeneration);
        writer.Byte((byte)Helpers.Length);
        foreach (var helper in Helpers)
        {
            writer.Replica(helper);
        }

        writer.Byte((byte)Passive);
        writer.Flag(MayGoOn);
        writer.UInt64(Last.Value);
        writer.Sequence(Position);
        writer.Digest(Order);
        writer.Digest(Verdicts);
        writer.Digest(Configuration);
        writer.Byte((byte)Basis);
        writer.Flag(Runs);
        writer.Hosts(LastHosts);
        writer.Flag(AcceptsLoss);
        writer.Flag(Admits is not null);
        if (Admits is { } admitted)
        {
            writer.Host(admitted);
        }

        writer.Int64(Time.Microseconds);
        writer.UInt64(Update.Value);
    }
}

/// <summary>What a host could go on from.</summary>
public enum StateBasis : byte
{
    /// <summary>It went through its last epoch to the end, or has caught up with those that did.</summary>
    Memory = 1,

    /// <summary>It came back: it has what is on its disk.</summary>
    Disk = 2,

    /// <summary>It came back, and its disk is damaged. How far that went nobody knows.</summary>
    Nothing = 3,

    /// <summary>It came back, and its disk is damaged, but had no update after the one that it names.</summary>
    Damaged = 4,
}
