using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Return;
using Spare.Replication.Serving;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Daemon;

/// <summary>What earlier daemons left on this host's disk.</summary>
/// <param name="Served">The last epoch in which it served; null: none, or nobody knows.</param>
/// <param name="End">How far base and journal go.</param>
/// <param name="Damage">What this host cannot go on from by itself; null: it may be able to.</param>
internal sealed record FormerDaemon(ServingEpoch? Served, JournalEnd End, string? Damage)
{
    /// <summary>The replies that are kept for clients there.</summary>
    public required ImmutableArray<KeptReply> Kept { get; init; }

    /// <summary>What the core has to know of it.</summary>
    public HostPast Past => new(Served, Damage is null ? End : null) { Kept = Kept, DamagedEnd = DamagedEnd };

    /// <summary>The last update that base and journal had before they were damaged; null: they are not, or nobody knows.</summary>
    public UpdateNumber? DamagedEnd { get; private init; }

    /// <summary>Bytes of an unfinished write that were cut off.</summary>
    private long Cut { get; init; }

    /// <summary>Null: there was none, and replicas may be made from the image.</summary>
    public static FormerDaemon? Read(IJournal journal, IServingRecord serving, IBaseRecord origin)
    {
        var (served, servedDamage) = Try(serving.Read);
        var (machine, machineDamage) = Try(origin.Read);
        var damage = journal.Damage ?? machineDamage ?? servedDamage;
        return journal.End is null && damage is null && served is null && machine is null
            ? null
            : new FormerDaemon(served, journal.End ?? machine?.End ?? JournalEnd.Image, damage)
            {
                Kept = journal.Kept,
                Cut = journal.Cut,
                DamagedEnd = damage is null || servedDamage is not null ? null
                    : journal.Damage is null ? journal.End?.Update : journal.DamagedEnd,
            };
    }

    /// <summary>For operators.</summary>
    public override string ToString()
    {
        var last = Served is { Hosts.IsEmpty: false } served
            ? $" It served last in epoch {served.Epoch}, with {string.Join(", ", served.Hosts)}."
            : string.Empty;
        var cut = Cut == 0 ? string.Empty : $" {Cut} bytes of an unfinished write at the end of its journal were cut off.";
        return $"It was here before, with updates up to {End.Update}.{last}{cut}{(Damage is null ? string.Empty : $" {Damage}")}";
    }

    private static (T? Found, string? Damage) Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return (read(), null);
        }
        catch (JournalException damage)
        {
            return (null, damage.Message);
        }
    }
}
