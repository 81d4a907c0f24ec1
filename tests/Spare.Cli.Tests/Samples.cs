using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary>Answers that a daemon gives.</summary>
internal static class Samples
{
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
}
