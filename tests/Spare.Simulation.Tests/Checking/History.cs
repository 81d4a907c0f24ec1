using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Serving;
using Spare.Replication.Updates;
using Spare.Replication;
using Spare.Simulation.Checking;
using Spare.Simulation.Faults;
using Spare.Simulation.Service;

namespace Spare.Simulation.Tests.Checking;

/// <summary>Histories for checkers, told by hand.</summary>
internal static class History
{
    public static readonly HostId One = new(1);
    public static readonly HostId Two = new(2);

    public static readonly BankRequest Deposit = new(BankOperation.Deposit, 0, 0, 5);

    /// <summary>What the service does at the first deposit, at the second, and so on.</summary>
    public static (byte[] Reply, byte[] WriteSet) Outcome(int number)
    {
        var bank = new Bank();
        for (var i = 1; i < number; i++)
        {
            bank.Execute(Request((ulong)i));
        }

        return bank.Execute(Request((ulong)number));
    }

    public static RequestId Id(ulong number) => new(One, new Incarnation(1), number);

    public static OrderedRequest Request(
        ulong position, RouteClass kind = RouteClass.Write, ulong? number = null, long? time = null) => new(
            new SequenceNumber(position), Id(number ?? position), new RouteNumber(0), kind,
            new Instant(time ?? (long)position), default, Deposit.Encode());

    public static ManagerEffect Execute(OrderedRequest request) =>
        new ManagerEffect.Execute(new ReplicaId(One, 1), request, TimeSpan.FromSeconds(1), KeepReply: true);

    public static ManagerEffect Answer(ulong number, byte[] reply, long? time = null, ulong? position = null) =>
        new ManagerEffect.Answer(
            Id(number), new SequenceNumber(position ?? number), new Instant(time ?? (long)number), reply);

    /// <summary>These hosts serve in the epoch, which may be on the disk.</summary>
    public static ManagerEffect Epoch(ulong epoch, params HostId[] hosts) =>
        new ManagerEffect.RecordEpoch(new ServingEpoch(new Epoch(epoch), [.. hosts]));

    /// <summary>What a host does when an epoch begins: it says after which place, and writes it to its disk.</summary>
    public static ManagerEffect[] Begin(ulong epoch, ulong position, params HostId[] hosts) =>
    [
        new ManagerEffect.Report(new ManagerReport(
            ReportKind.EpochBegan, "began", Sequence: new SequenceNumber(position), Epoch: new Epoch(epoch))),
        Epoch(epoch, hosts),
    ];

    public static ManagerEvent Recorded(ulong epoch) => new ManagerEvent.EpochRecorded(new Epoch(epoch));

    public static ManagerEffect Refuse(ulong number, RefusalReason reason) =>
        new ManagerEffect.Refuse(Id(number), new Refusal(reason, "why"));

    public static ManagerEffect Append(ulong update, ulong position, byte[] writeSet) =>
        new ManagerEffect.AppendToJournal(
            new AgreedUpdate(new UpdateNumber(update), new SequenceNumber(position), writeSet), default, default, default);

    public static ManagerEffect Voided(ulong position) => new ManagerEffect.Report(
        new ManagerReport(ReportKind.WriteVoided, "voided", null, new SequenceNumber(position)));

    /// <summary>From that position on the host has its second replica.</summary>
    public static ManagerEffect Replaced(HostId host, ulong first) => new ManagerEffect.Report(new ManagerReport(
        ReportKind.ReplicaReplaced, "replaced", new ReplicaId(host, 2), new SequenceNumber(first)));

    public static ManagerEvent Proposed(ulong number) => new ManagerEvent.Delivered(
        One, new RequestProposed(Id(number), new RouteNumber(0), default, default, Deposit.Encode()));

    public static ManagerEvent Voted(HostId host, ulong position, byte[] reply, uint generation = 1, ulong epoch = 1) =>
        new ManagerEvent.Delivered(host, new WriteVoted(
            new Epoch(epoch), new ReplicaId(host, generation), new SequenceNumber(position),
            new Vote(Protocol.Messages.Outcome.Replied, Digest.Of(reply), default)));

    public static ManagerEvent Arrived(ulong number) =>
        new ManagerEvent.RequestArrived(Id(number), new RouteNumber(0), default, Deposit.Encode());

    public static void Step(this Checker checker, HostId host, ManagerEvent input, params ManagerEffect[] effects) =>
        checker.Observe(new Observation(LifeOf(host), default, input, effects));

    public static void Do(this Checker checker, HostId host, params ManagerEffect[] effects) =>
        checker.Step(host, new ManagerEvent.StateAsked(1), effects);

    public static void End(this Checker checker, params HostEnding[] hosts) =>
        checker.End(new Ending(Plan, [.. hosts]));

    public static SimulationPlan Plan { get; } = SimulationPlan.Draw(new SeededRandom(1), 10) with
    {
        Troubles = [Trouble.None],
    };

    public static HostEnding Ending(
        HostId host, Digest? active = null, Digest? passive = null, bool serving = true, ulong updates = 0) => new(
            LifeOf(host), Alive: true,
            new ManagerState(
                serving, string.Empty, default, [], [], default, null, default, default, 0, 0, new ReplicaId(host, 1), true),
            active ?? new Bank().State, new UpdateNumber(updates), passive ?? new Bank().State, [], []);

    public static Life LifeOf(HostId host, ulong incarnation = 1) => new(host, new Incarnation(incarnation));
}
