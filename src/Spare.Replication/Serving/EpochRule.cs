using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Serving;

/// <summary>
/// Who begins the next epoch, judged by what hosts said of themselves since the last change of membership. Whoever has
/// heard the same comes to the same end.
/// </summary>
/// <remarks>
/// Those that went through the last epoch begin the next one, if no host can have gone on without them: all of the
/// configuration or all of that epoch have said where they stand, or each of them may go on without the rest. One whose past
/// differs is left behind, like one that crashed. When all of them came back from a loss of power, every one has to be
/// there: an answer may be in the journal of one of them alone. Then those with the most updates begin. A damaged journal
/// counts if it had no update that they lack.
/// </remarks>
/// <param name="enough">
/// Hosts that can answer without the others, where those that are left behind do not come back: fewer of them do not go on
/// instead of as many. Whatever was answered is held by as many hosts, so by one of these.
/// </param>
internal sealed class EpochRule(ImmutableArray<HostId> hosts, IReadOnlyCollection<HostReady> ready, int enough)
{
    private readonly Epoch last = ready.Max(host => host.Last);

    /// <summary>Those that take part in the next epoch, if there is no <see cref="Obstacle"/>.</summary>
    public ImmutableArray<HostReady> Participants => Chosen is { } chosen
        ? [.. ready.Where(host => host.Basis == chosen.Basis && Past(host) == Past(chosen))]
        : SamePast(Standing is { IsEmpty: false } standing ? standing : Furthest);

    /// <summary>After a loss of power of all: the hosts without which nobody goes on by itself.</summary>
    public IEnumerable<HostId> Lost => Chosen is null && SplitEpoch() is null && Standing.IsEmpty ? NotBack() : [];

    /// <summary>The host that got furthest of those that can go on from something; null: none can.</summary>
    public HostReady? Best => ready.Where(host => !host.IsDamaged)
        .OrderByDescending(host => host.Last).ThenByDescending(host => host.Update).ThenBy(host => host.Replica.Host)
        .FirstOrDefault();

    /// <summary>The host that an operator had go on.</summary>
    private HostReady? Chosen => ready.FirstOrDefault(host => host.AcceptsLoss);

    /// <summary>Why no epoch begins; null: it begins with the participants.</summary>
    /// <param name="missing">What to say when hosts are missing that have to be heard.</param>
    public string? Obstacle(Func<IEnumerable<HostId>, string> missing)
    {
        if (Chosen is not null)
        {
            return Mismatch();
        }

        if (SplitEpoch() is { } split)
        {
            return split;
        }

        var absent = Standing.IsEmpty ? NotBack() : NotHeard();
        return absent.Length > 0 ? missing(absent) : Mismatch();
    }

    /// <summary>
    /// Of those, the ones with one past that numbered the most requests, if there are enough of them. Where hosts parted, each
    /// may have numbered requests or settled writes that the others know nothing of; nothing that was answered is among them
    /// that the others lack.
    /// </summary>
    private ImmutableArray<HostReady> SamePast(IEnumerable<HostReady> candidates) =>
    [
        .. candidates.GroupBy(Past).OrderByDescending(past => past.Count() >= enough)
            .ThenByDescending(past => past.Key.Position).ThenByDescending(past => past.Count()).First(),
    ];

    private static (SequenceNumber Position, Digest Order, Digest Verdicts) Past(HostReady host) =>
        (host.Position, host.Order, host.Verdicts);

    /// <summary>The hosts that went through the last epoch of all.</summary>
    private ImmutableArray<HostReady> Standing =>
        [.. ready.Where(host => host.Last == last && host.Basis == StateBasis.Memory)];

    /// <summary>The hosts of that epoch that came back with the most updates.</summary>
    private ImmutableArray<HostReady> Furthest
    {
        get
        {
            var back = ready.Where(host => LastHosts.Contains(host.Replica.Host) && host.Basis == StateBasis.Disk).ToArray();
            return back.Length == 0 ? [] : [.. back.Where(host => host.Update == back.Max(other => other.Update))];
        }
    }

    private ImmutableArray<HostId> LastHosts =>
        last == Epoch.None ? hosts : ready.First(host => host.Last == last).LastHosts;

    /// <summary>Hosts that may have gone on without those that stand.</summary>
    private HostId[] NotHeard()
    {
        var silent = hosts.Except(Standing.Select(host => host.Replica.Host)).ToArray();
        return last != Epoch.None && Standing.All(host => host.MayGoOn)
            ? []
            : [.. silent.Where(host => LastHosts.Contains(host) && ready.All(other => other.Replica.Host != host))];
    }

    /// <summary>Hosts of the last epoch that are not there, or without what they had and nobody else is known to have.</summary>
    private HostId[] NotBack() =>
        [.. LastHosts.Where(host => !ready.Any(other => other.Replica.Host == host && IsBack(other)))];

    private bool IsBack(HostReady host) => (host.Last > Epoch.None || last == Epoch.None) && host.Basis switch
    {
        StateBasis.Nothing => false,
        StateBasis.Damaged => Furthest.Any(other => other.Update >= host.Update),
        _ => true,
    };

    private string? SplitEpoch()
    {
        var different = ready.Where(host => host.Last == last && !host.LastHosts.SequenceEqual(LastHosts)).ToArray();
        return last != Epoch.None && different.Length > 0
            ? $"{ready.First(host => host.Last == last).Replica.Host} and {different[0].Replica.Host} served without each other "
                + $"in epoch {last}: an operator has to decide which one keeps what it did."
            : null;
    }

    private string? Mismatch()
    {
        var first = ready.First();
        return ready.FirstOrDefault(host => host.Configuration != first.Configuration) is { } other
            ? $"{first.Replica.Host} and {other.Replica.Host} have different configurations: compare host lists, modes, "
                + "faults and service files."
            : null;
    }
}
