using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Repeats;
using Spare.Replication.Requests;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication.Return;

/// <summary>
/// How a host that was away comes back: it fetches what was agreed without it until little is missing, asks the hosts that
/// serve to be admitted, fetches the rest while they wait, and takes part in the next epoch. Its replicas are made then,
/// from base and journal.
/// </summary>
/// <remarks>
/// A host that lives and was left behind does not come back: it has replicas that executed what others may not have. It
/// starts again, without them.
/// </remarks>
internal sealed class Homecoming(ReplicationOptions options, ServingSet serving, RequestPath path, Outbox outbox)
{
    /// <summary>Updates of one round after which so little is missing that the others may wait for it.</summary>
    public const ulong FewUpdates = 256;

    /// <summary>Rounds after which it asks all the same: the load may be as fast as the catching up.</summary>
    public const int RoundsMaximum = 8;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private HostPast? past = options.Past;
    private EpochLasts? lasting;
    private HostId donor;
    private bool fetching;
    private int rounds;
    private Instant? again;
    private bool startsAgain;
    private bool joins;
    private bool hasRun = options.Past is null;

    /// <summary>It has nothing but its disk.</summary>
    public bool IsAway => past is not null;

    /// <summary>Why this host takes no requests although it serves; null: it does.</summary>
    public string? Reason => hasRun ? null : "The first replica since this host came back is being made.";

    /// <summary>Why what this host missed did not come when it was last fetched, for operators; null: it came.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Where it stands while it is away.</summary>
    /// <returns>Null: it is about to be admitted, or fetches what others have.</returns>
    public HostReady? Describe() => fetching || lasting is not null ? null : past?.Describe(options.Self, options.Configuration);

    public void Advance() => hasRun = hasRun || path.Running.Active.Condition == Execution.ReplicaCondition.Running;

    /// <summary>
    /// The group is another one: whoever serves in it says so. They do not wait for this host any more, and may begin their next
    /// epoch before its word comes.
    /// </summary>
    public void MembershipChanged()
    {
        (lasting, again) = (null, null);
        GiveUp("The membership changed while this host was admitted; it comes back once more.");
    }

    /// <summary>Those that serve began their next epoch here, without the host; its word may have been on its way.</summary>
    public void Take(AdmissionEnded message)
    {
        if (message.Host != options.Self)
        {
            return;
        }

        GiveUp("The others waited for this host no longer; it comes back once more.");
        if (message.Epoch == lasting?.Epoch)
        {
            serving.WasLeftOut();
        }
    }

    /// <summary>Others serve.</summary>
    public void Take(EpochLasts message)
    {
        if (message.Hosts.Contains(options.Self) || startsAgain)
        {
            return;
        }

        if (past is null)
        {
            StartAgain("Other hosts serve without this one; it gives up its replicas and comes back.");
            return;
        }

        lasting = message;
        (donor, rounds) = (message.Hosts[0], 0);
        serving.JoinTo(message.Hosts);
        outbox.Report(
            ReportKind.CatchUpBegan,
            $"{string.Join(", ", message.Hosts)} {(message.Hosts.Length == 1 ? "serves" : "serve")}; "
                + $"this host fetches from {donor} what comes after "
                + $"{past.End?.Update ?? UpdateNumber.None}.");
        Fetch();
    }

    /// <summary>This host has all that the donor had, or as much as came.</summary>
    /// <param name="failure">Why not all came.</param>
    public void Fetched(JournalEnd? end, ImmutableArray<KeptReply> kept, string? failure)
    {
        if (!fetching || past is null)
        {
            return; // Nobody asked for it.
        }

        fetching = false;
        Obstacle = failure is null ? null : $"{donor} was to say what this host missed. {failure}";
        var gained = end is null ? 0 : end.Update.Value - Math.Min(end.Update.Value, past.End?.Update.Value ?? 0);
        past = past with { End = end, Kept = kept };
        if (failure is not null || end is null)
        {
            outbox.Report(ReportKind.CatchUpFailed, Obstacle ?? $"{donor} had nothing.");
            donor = Next();
            again = outbox.Now + RetryPause;
        }
        else if (PlaceToJoinAt() is { } place)
        {
            JoinOrFetch(place, hasMore: gained > 0);
        }
        else if (lasting is not null)
        {
            if (gained > FewUpdates && ++rounds < RoundsMaximum)
            {
                Fetch();
            }
            else
            {
                again = outbox.Now + RetryPause;
                outbox.Add(new ManagerEffect.Multicast(new AdmissionAsked(lasting.Epoch, options.Self)));
            }
        }
    }

    /// <summary>Asks again when it was not heard, or the donor failed.</summary>
    public void Sweep()
    {
        if (lasting is not null && again is { } due && outbox.Now >= due)
        {
            Fetch();
        }
    }

    /// <summary>A host that serves ended its epoch and said where it stands.</summary>
    public void Heard()
    {
        if (PlaceToJoinAt() is { } place)
        {
            JoinOrFetch(place, hasMore: true);
        }
    }

    /// <summary>The epoch began with what is on the disk.</summary>
    public void BeginEpoch()
    {
        joins = false;
        if (past is not null)
        {
            var place = serving.WordOf(options.Self)!; // It takes part, so it said something.
            Adopt(place with { Position = HostPast.Beginning(serving.Epoch, place.Position) });
        }
    }

    /// <summary>This manager ends, with its replicas; the next one comes back.</summary>
    public void StartAgain(string reason)
    {
        if (startsAgain)
        {
            return;
        }

        startsAgain = true;
        serving.End();
        if (options.Past is null && serving.Epoch == Epoch.None)
        {
            outbox.Add(new ManagerEffect.RecordEpoch(new ServingEpoch(Epoch.None, [])));
        }

        outbox.Add(new ManagerEffect.StartAgain(reason));
    }

    /// <summary>Where those that serve stand, when all of them have ended their epoch for this host.</summary>
    private HostReady? PlaceToJoinAt() =>
        past is null || lasting is null || fetching || !HaveEnded() ? null : serving.WordOf(lasting.Hosts[0]); // All have said it.

    /// <param name="hasMore">Otherwise the donor has still to store what it spoke of.</param>
    private void JoinOrFetch(HostReady place, bool hasMore)
    {
        if (past?.End?.Update == place.Update)
        {
            Join(place);
        }
        else if (hasMore)
        {
            Fetch();
        }
        else
        {
            again = outbox.Now;
        }
    }

    /// <summary>Nothing is missing: this host stands where those do that serve.</summary>
    private void Join(HostReady place)
    {
        Adopt(place);
        joins = true;
        outbox.Add(new ManagerEffect.Multicast(place with
        {
            Replica = path.Running.Active.Id,
            LastGeneration = path.LastGeneration,
            Helpers = [],
            Passive = PassiveState.None,
            MayGoOn = serving.MayGoOn,
            Runs = false,
            Configuration = options.Configuration,
        }));
    }

    /// <summary>It has said where it stands, and is not to begin an epoch that the others may have begun without it.</summary>
    private void GiveUp(string reason)
    {
        if (joins)
        {
            StartAgain(reason);
        }
    }

    private bool HaveEnded() => lasting!.Hosts.All(host =>
        serving.WordOf(host) is { Basis: StateBasis.Memory } word && word.Last == lasting.Epoch && word.Admits == options.Self);

    private void Adopt(HostReady place)
    {
        path.Adopt(place);
        path.Named.Restore(past!.Kept); // Whoever comes back has a past.
        (past, lasting, again) = (null, null, null);
    }

    private void Fetch()
    {
        if (!fetching)
        {
            (fetching, again) = (true, null);
            outbox.Add(new ManagerEffect.CatchUp(donor));
        }
    }

    private HostId Next()
    {
        var donors = lasting?.Hosts ?? [donor];
        return donors[(donors.IndexOf(donor) + 1) % donors.Length];
    }
}
