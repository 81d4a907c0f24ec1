using System.Collections.Immutable;
using Spare.Protocol.Admin;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Tests.Messages;

/// <summary>One message of each kind, its numbers drawn from a seed.</summary>
internal static class Sample
{
    public static ImmutableArray<GroupMessage> Messages(int seed)
    {
        var random = new Random(seed);
        var host = new HostId((uint)random.Next(1, int.MaxValue));
        var replica = new ReplicaId(host, (uint)random.Next(1, int.MaxValue));
        var epoch = new Epoch((ulong)random.NextInt64());
        var sequence = new SequenceNumber((ulong)random.NextInt64(1, long.MaxValue));
        var request = new byte[random.Next(0, 300)];
        random.NextBytes(request);
        return
        [
            new HostReady(
                replica, replica.Generation, [.. Enumerable.Repeat(replica, random.Next(3))],
                random.Next(2) == 0 ? PassiveState.Clean : PassiveState.None, random.Next(2) == 0, epoch,
                sequence, Digest(random), Digest(random), Digest(random))
            {
                Basis = (StateBasis)random.Next(1, 5),
                Runs = random.Next(2) == 0,
                LastHosts = Hosts(random),
                AcceptsLoss = random.Next(2) == 0,
                Admits = random.Next(2) == 0 ? host : null,
                Time = new Instant(random.NextInt64(0, 1L << 50)),
                Update = new UpdateNumber((ulong)random.NextInt64()),
            },
            new EpochLasts(epoch, [host, .. Hosts(random).Where(other => host.CompareTo(other) < 0)]),
            new AdmissionAsked(epoch, host),
            new AdmissionEnded(epoch, host),
            Request(random, host, request),
            new WriteVoted(epoch, replica, sequence, Vote(random)),
            new ReplicaReplaced(epoch, replica),
            new VoidProposed(epoch, host, sequence),
            new VoidConfirmed(epoch, host, sequence),
            new ReplicaReady(epoch, replica),
            new HelpAsked(epoch, sequence, (ushort)random.Next(1, 65_536), (uint)random.Next(1, int.MaxValue)),
            new HelpOffered(epoch, host, sequence, (uint)random.Next(1, int.MaxValue)),
            new ReplicaConvicted(epoch, replica, sequence),
            new ReplicaSuspected(epoch, replica, sequence),
            new PassiveChanged(epoch, host, random.Next(2) == 0 ? PassiveState.Clean : PassiveState.None),
            new ContentShared(sequence, request),
            new ReadDisputed(
                epoch, new RequestId(host, new Incarnation((ulong)random.NextInt64(1, long.MaxValue)), 1),
                new RouteNumber((ushort)random.Next(0, 65_536)), sequence, new Instant(random.NextInt64(0, 1L << 50)),
                new Seed((ulong)random.NextInt64(), (ulong)random.NextInt64()), request),
            new RecoveryBegun(epoch, host),
            new PassiveActivated(epoch, host, (ulong)random.NextInt64()),
            new ReplicaPassivated(epoch, replica, (ulong)random.NextInt64()),
            new ReplyAsked(epoch, host, sequence),
            new RequestsHeld(epoch, host, sequence),
            new CompensationOffered(epoch, host),
            new RequestQuarantined(epoch, host, new SequenceNumber(9), Digest(random), QuarantineReason.Voided),
            new QuarantineTold(epoch, host,
            [
                .. Enum.GetValues<QuarantineReason>()
                    .Select(reason => new QuarantineEntry(Digest(random), sequence, new Instant(5), reason)),
            ]),
            new QuarantineReleased(epoch, host, Digest(random), 77),
            .. StateChecks(random, epoch, replica, sequence),
            new BacklogChanged(epoch, host, random.Next(2) == 0 ? Backlog.Full : Backlog.Drained),
        ];
    }

    private static GroupMessage[] StateChecks(
        Random random, Epoch epoch, ReplicaId replica, SequenceNumber sequence) =>
    [
        new StateCheckBegun(
            epoch, replica.Host, random.Next(2) == 0 ? CheckedPassives.ThoseOfNewBases : CheckedPassives.All),
        new StateVoted(
            epoch, replica, sequence, random.Next(2) == 0 ? StateVoter.Executing : StateVoter.Passive, Digest(random)),
        new StateCheckEnded(epoch, replica.Host, sequence),
        new ReplicaImage(epoch, replica, new ImageNumber(2)),
    ];

    public static ReadVoted ReadVoted(int seed)
    {
        var write = Messages(seed).OfType<WriteVoted>().Single();
        return new ReadVoted(write.Epoch, write.Replica, write.Sequence, new Digest(1, 2, 3, (ulong)seed), write.Vote);
    }

    private static RequestProposed Request(Random random, HostId host, byte[] request) => new(
        new RequestId(host, new Incarnation((ulong)random.NextInt64(1, long.MaxValue)), 1 + (ulong)random.Next()),
        new RouteNumber((ushort)random.Next(0, 65_536)), new Instant(random.NextInt64(0, 1L << 50)),
        new Seed((ulong)random.NextInt64(), (ulong)random.NextInt64()), request)
    {
        Key = random.Next(2) == 0 ? new IdempotencyKey(Digest(random), Digest(random)) : null,
    };

    private static ImmutableArray<HostId> Hosts(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => new HostId((uint)random.Next(1, int.MaxValue))).Distinct().Order()];

    private static Vote Vote(Random random) =>
        new((Outcome)random.Next(1, 7), Digest(random), random.Next(2) == 0 ? default : Digest(random));

    private static Digest Digest(Random random) => new(
        (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64());
}
