using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Evidence;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;

namespace Spare.Cli.Tests;

/// <summary>Answers that a daemon gives.</summary>
internal static class Samples
{
    /// <summary>At position 12: host 2's first replica answered with another status than the agreed one.</summary>
    public static EvidenceCase Differed
    {
        get
        {
            var (right, wrong) = (Reply(200), Reply(500));
            var agreed = new Vote(Outcome.Replied, Digest.Of(right), default);
            var given = new Vote(Outcome.Replied, Digest.Of(wrong), default);
            var (one, two) = (new ReplicaId(new HostId(1), 1), new ReplicaId(new HostId(2), 1));
            return new EvidenceCase(
                CaseKind.Differed, new RequestId(new HostId(1), new Incarnation(3), 56), new SequenceNumber(12),
                new Instant(1), Request(), agreed, [new CastVote(one, agreed), new CastVote(two, given)],
                [new Exhibit(one, agreed, right, default, ""), new Exhibit(two, given, wrong, default, "")]);
        }
    }

    public static HostStatus Serving(HostId host) => new()
    {
        Host = host,
        Name = $"host{host.Value}",
        Version = "1.0.0",
        Service = "rubis",
        State = ServingState.Serving,
        Faults = 1,
        Epoch = new Epoch(1),
        Members =
        [
            new MemberStatus(new HostId(1), "host1", MemberState.Serving),
            new MemberStatus(new HostId(2), "host2", MemberState.Serving),
        ],
        Order = new OrderStatus(new SequenceNumber(1200), new SequenceNumber(1199), new UpdateNumber(310), 10),
        FrontEnds = ["http://127.0.0.1:8080"],
        Replicas =
        [
            new ReplicaStatus
            {
                Replica = new ReplicaId(host, 1),
                Role = ReplicaRole.Active,
                State = ReplicaState.Running,
                Update = new UpdateNumber(310),
                Memory = 120_000_000,
            },
            new ReplicaStatus
            {
                Replica = new ReplicaId(host, 2),
                Role = ReplicaRole.Passive,
                State = ReplicaState.Paused,
                Update = new UpdateNumber(300),
            },
        ],
        Counters = new HostCounters { Answered = 1200, Refused = 3, Memory = 90_000_000 },
    };

    private static byte[] Request()
    {
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, "POST", "/bids", new FieldList());
        return writer.ToArray();
    }

    private static byte[] Reply(int status)
    {
        var writer = new WireWriter();
        CanonicalReply.WriteHead(writer, status, new FieldList());
        return writer.ToArray();
    }
}
