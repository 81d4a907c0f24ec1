using Spare.Replication.Serving;
using Spare.Runtime.Ports;

namespace Spare.Daemon;

/// <summary>What earlier daemons left on this host's disk.</summary>
/// <param name="IsNew">Nothing at all: replicas may be made from the image.</param>
/// <param name="Served">The last epoch in which it served; null: none, or nobody knows.</param>
/// <param name="Damage">What this host cannot go on from by itself; null: it may be able to.</param>
internal sealed record HostPast(bool IsNew, ServingEpoch? Served, string? Damage)
{
    public static HostPast Read(IJournal journal, IServingRecord serving, IBaseRecord origin)
    {
        var (served, servedDamage) = Try(serving.Read);
        var (machine, machineDamage) = Try(origin.Read);
        var damage = journal.Damage ?? machineDamage ?? servedDamage;
        return new HostPast(journal.End is null && damage is null && served is null && machine is null, served, damage);
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
