using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Simulation.Service;

namespace Spare.Simulation.Faults;

/// <summary>Everything about a run that is drawn from its seed before it begins.</summary>
public sealed record SimulationPlan
{
    private static readonly Trouble[] All = Enum.GetValues<Trouble>();

    /// <summary>What can happen where there are neither passive replicas nor a journal, and nobody comes back.</summary>
    private static readonly Trouble[] OfCrashes =
    [
        Trouble.None, Trouble.Skew, Trouble.ReplicaCrash, Trouble.DeadlyRequests, Trouble.SlowHost, Trouble.BrokenLinks,
        Trouble.ManagerCrash, Trouble.GroupLost, Trouble.Split, Trouble.Regrouping,
    ];

    private static readonly Trouble[] OfVoters = [.. OfCrashes, Trouble.Lies, Trouble.Conspiracy];

    public required FaultThreshold Threshold { get; init; }

    public required int Requests { get; init; }

    /// <summary>The things that go wrong, at the same time.</summary>
    public required ImmutableArray<Trouble> Troubles { get; init; }

    /// <summary>The host that they happen to.</summary>
    public required HostId Victim { get; init; }

    /// <summary>Requests after which they begin, and after which they end.</summary>
    public required int From { get; init; }

    public required int To { get; init; }

    /// <summary>Clients of each host that wait for an answer before they ask again.</summary>
    public required int ClientsPerHost { get; init; }

    /// <summary>Only the first host has clients.</summary>
    public required bool OneEntry { get; init; }

    /// <summary>Clients of all hosts that name their writes and send them again.</summary>
    public int RetryingClients { get; init; }

    /// <summary>From so many images passive replicas are made in turn.</summary>
    public int Images { get; init; } = 1;

    /// <summary>Updates after which a host wants a new base; null: never.</summary>
    public int? BaseInterval { get; init; }

    /// <summary>Passive replicas are changed by somebody, besides all other trouble.</summary>
    public bool CorruptsPassives => BaseInterval == 10;

    public required int ReadPercent { get; init; }

    public required long ThinkTime { get; init; }

    /// <summary>The paper's k.</summary>
    public required int UpdateInterval { get; init; }

    /// <summary>How many of a thousand things that a faulty replica does are wrong.</summary>
    public required int WrongPerMille { get; init; }

    /// <summary>When a host is gone, the others have the quorum; in a split, one side has.</summary>
    public required bool KeepsQuorum { get; init; }

    /// <summary>In a split the quorum is with the victim.</summary>
    public required bool VictimWins { get; init; }

    /// <summary>A host that crashed comes back.</summary>
    public required bool Returns { get; init; }

    /// <summary>All hosts are gone at the same time once more, soon after they came back.</summary>
    public bool LosesPowerTwice => NoticesSilence && Has(Trouble.PowerLoss);

    /// <summary>When the victim comes back for the first time, its disk is damaged.</summary>
    public bool DamagesDisk { get; init; }

    /// <summary>The disk is damaged only where another one has all that is on it.</summary>
    public bool DamagesOnlyCopies { get; init; }

    /// <summary>In a split, those that go on lose power and come back.</summary>
    public bool LosesPowerInSplit { get; init; }

    /// <summary>When a host crashes, the managers of the others stand still for a while.</summary>
    public bool StandsStill { get; init; }

    /// <summary>The hosts notice when one of them hangs.</summary>
    public bool NoticesSilence { get; init; }

    /// <summary>For so long the manager of the victim hangs, at most, while its group daemon goes on.</summary>
    public TimeSpan? Hangs { get; init; }

    /// <summary>
    /// For so long the manager of the first host that comes back hangs, as soon as the others wait for nothing but its word.
    /// </summary>
    public TimeSpan? HangsOnReturn { get; init; }

    public ImmutableArray<HostId> Hosts =>
        [.. Enumerable.Range(1, Threshold.Hosts).Select(number => new HostId((uint)number))];

    /// <summary>Nothing goes wrong: nobody may be refused.</summary>
    public bool IsCalm => Troubles.All(trouble => trouble is Trouble.None or Trouble.Skew or Trouble.Recovery
        or Trouble.PassiveCrash or Trouble.ManagerCrash or Trouble.UnseenCorruption) && OthersGoOn && Hangs is null;

    /// <summary>Whoever is gone, the others serve.</summary>
    private bool OthersGoOn => KeepsQuorum || !Has(Trouble.ManagerCrash);

    /// <summary>Hosts that crash, beginning with the victim, if any does.</summary>
    public int Crashes => Threshold.HasPassiveReplicas ? 1 : Threshold.Faults;

    /// <summary>A host may have more than one life.</summary>
    public bool SomeReturn => Troubles.Any(trouble => trouble is Trouble.ManagerCrash or Trouble.PowerLoss or Trouble.Split
        or Trouble.GroupLost);

    /// <summary>All hosts that are there serve again when the trouble is over.</summary>
    public bool Passes => (Returns || !Has(Trouble.ManagerCrash) || (KeepsQuorum && !Has(Trouble.PowerLoss)))
        && (Returns || !Has(Trouble.ManagerCrash) || !Has(Trouble.Split)) && !Has(Trouble.JournalFailure)
        && (!DamagesDisk || DamagesOnlyCopies) && (Threshold.HasPassiveReplicas || EnoughAreLeft);

    /// <summary>No replica of a host that lives is gone whose host cannot do without it.</summary>
    private bool EnoughAreLeft => !Has(Trouble.DeadlyRequests)
        && (Threshold.Mode == ReplicationMode.AppBft || !(Has(Trouble.ReplicaCrash) || Has(Trouble.SlowHost)));

    /// <summary>
    /// More fails than is tolerated: f replicas lie, and hosts are lost besides. What those had is then never voided, and may
    /// need more replicas than may be woken for it until the lies are over: a host that is left alone has f + 2, and needs
    /// f + 1 that are right, or more when the others lie alike.
    /// </summary>
    private bool ExceedsThreshold => SomeReturn && (Has(Trouble.Conspiracy) || (Has(Trouble.Lies) && Threshold.Faults > 1));

    /// <summary>Where one replica answers for all, nobody sees that others answer otherwise.</summary>
    public ImmutableArray<BankOperation> Poison => Threshold.HasPassiveReplicas
        ? [BankOperation.DeadlyRead, BankOperation.DeadlyWrite, BankOperation.HangingWrite, BankOperation.DifferingWrite]
        : [BankOperation.DeadlyRead, BankOperation.DeadlyWrite, BankOperation.HangingWrite];

    /// <summary>Things take long, or one after the other does, however well everything is done.</summary>
    public bool HoldsUp => ExceedsThreshold || Has(Trouble.DeadlyRequests)
        || (Has(Trouble.SlowHost) && Has(Trouble.Conspiracy)); // One replica after the other is convicted there, and made slowly.

    /// <summary>
    /// How long a manager lets its clients wait in all. Where nothing holds them up, this bound must not hide that the one of
    /// a single wait is not kept.
    /// </summary>
    public TimeSpan AnswerPatience => HoldsUp ? TimeSpan.FromSeconds(20) : TimeSpan.FromHours(1);

    /// <summary>
    /// The longest that a client of that host may have waited. A manager that hangs refuses nobody meanwhile, and finds only
    /// afterwards how things stand.
    /// </summary>
    public TimeSpan LongestWait(HostId entry) =>
        (HoldsUp ? AnswerPatience + TimeSpan.FromSeconds(5) : TimeSpan.FromMinutes(1))
        + ((entry == Victim ? Hangs : null) ?? TimeSpan.Zero);

    /// <summary>When the trouble is over, every host recovers proactively.</summary>
    public bool EndsWithRecovery => Has(Trouble.UnseenCorruption) && Passes && !Has(Trouble.ManagerCrash);

    /// <summary>When the trouble is over, every host makes a base.</summary>
    public bool EndsWithChecks => BaseInterval is not null && Passes && !(SomeReturn && Has(Trouble.Conspiracy));

    private bool Has(Trouble trouble) => Troubles.Contains(trouble);

    public override string ToString() =>
        $"{string.Join(" and ", Troubles)}, {Threshold}, victim {Victim}, from {From} to {To} of {Requests} requests, "
            + $"{ClientsPerHost} clients per host{(OneEntry ? " at one entry" : string.Empty)}, {ReadPercent} % reads, "
            + $"{RetryingClients} retrying clients, {(BaseInterval is { } interval ? $"a base every {interval} updates, " : string.Empty)}"
            + $"{(Hangs is { } time ? $"the victim hangs for {time}, " : string.Empty)}"
            + $"{(HangsOnReturn is { } longer ? $"whoever comes back first hangs for {longer}, " : string.Empty)}"
            + $"think time {ThinkTime} us, k = {UpdateInterval}, {WrongPerMille} per mille wrong";

    /// <summary>The same in a mode without passive replicas, with other trouble in place of what cannot happen there.</summary>
    public SimulationPlan In(ReplicationMode mode, ulong seed)
    {
        var threshold = new FaultThreshold(Threshold.Faults, mode);
        var possible = mode == ReplicationMode.Crash ? OfCrashes : OfVoters;
        return this with
        {
            Threshold = threshold,
            Troubles =
            [
                .. Troubles.Select((trouble, i) =>
                    possible.Contains(trouble) ? trouble : possible[(int)((seed + (ulong)i) % (ulong)possible.Length)]),
            ],
            Victim = new HostId((uint)(1 + (seed % (ulong)threshold.Hosts))),
            Returns = false,
            VictimWins = VictimWins && mode == ReplicationMode.Crash, // One host of three has no quorum.
        };
    }

    public static SimulationPlan Draw(SeededRandom random, int requests)
    {
        var threshold = new FaultThreshold(random.OneIn(4) ? 2 : 1);
        var from = random.Below(Math.Max(1, requests / 2));
        return new SimulationPlan
        {
            Threshold = threshold,
            Requests = requests,
            Troubles = random.OneIn(4) ? [Trouble.None] : random.OneIn(3)
                ? [random.Of(All), random.Of(All)]
                : [random.Of(All)],
            Victim = new HostId((uint)random.Between(1, threshold.Hosts)),
            From = from,
            To = from + 1 + random.Below(Math.Max(1, requests / 2)),
            ClientsPerHost = random.OneIn(12) ? 80 : (int)random.Between(1, 24),
            OneEntry = random.OneIn(4),
            ReadPercent = random.Of([0, 50, 80, 90, 100]),
            ThinkTime = random.Of([0L, 0L, 2_000L, 20_000L, 100_000L]),
            UpdateInterval = random.Of([1, 5, 20, 100]),
            KeepsQuorum = !random.OneIn(4),
            VictimWins = random.OneIn(2),
            Returns = !random.OneIn(4),
            WrongPerMille = random.Of([20, 200, 1_000]),
        };
    }
}
