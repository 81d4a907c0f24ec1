using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Updates;
using Spare.Simulation.Service;

namespace Spare.Simulation.Checking;

/// <summary>
/// All hosts number the same updates alike, and a passive replica at update u is in the state that the first u agreed
/// updates make. So is a base, whatever was done to the replica that it is a copy of.
/// </summary>
public sealed class PassiveStateEqualsAgreedUpdates : Checker
{
    private readonly List<(Life Host, AgreedUpdate Update)> agreed = [];
    private readonly List<(Life Host, UpdateNumber Number, Digest State, string What)> seen = [];

    public override void Observe(in Observation observation)
    {
        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.AppendToJournal append:
                    agreed.Add((observation.Life, append.Update));
                    break;
                case ManagerEffect.UpdatePassive passive:
                    Take(observation.Life, passive.Updates);
                    break;
                case ManagerEffect.StartReplica start:
                    Take(observation.Life, start.Updates);
                    break;
                default:
                    break;
            }
        }
    }

    public override void PassiveUpdated(Life life, UpdateNumber number, Digest state) =>
        seen.Add((life, number, state, "passive replica"));

    public override void BaseTaken(Life life, UpdateNumber number, Digest state) => seen.Add((life, number, state, "base"));

    public override void End(Ending ending)
    {
        foreach (var host in ending.Hosts.Where(host => host.Passive is not null))
        {
            seen.Add((host.Life, host.PassiveNumber, host.Passive!.Value, "passive replica"));
        }

        var updates = Updates(ending);
        var bank = new Bank();
        var number = UpdateNumber.None;
        foreach (var passive in seen.Where(passive => ending.Survivors.Contains(passive.Host)).OrderBy(passive => passive.Number))
        {
            for (; number < passive.Number; number = number.Next)
            {
                if (updates.TryGetValue(number.Next, out var update))
                {
                    bank.Apply(update.WriteSet.Span);
                }
                else
                {
                    Fail($"{passive.Host} applied {number.Next}, which nobody agreed on.");
                }
            }

            if (bank.State != passive.State)
            {
                Fail($"The {passive.What} of {passive.Host} at {passive.Number} is not what the updates make.");
            }
        }
    }

    private void Take(Life host, ImmutableArray<AgreedUpdate> more) => agreed.AddRange(more.Select(update => (host, update)));

    /// <summary>What the hosts that survived agreed on.</summary>
    private Dictionary<UpdateNumber, AgreedUpdate> Updates(Ending ending)
    {
        var updates = new Dictionary<UpdateNumber, AgreedUpdate>();
        foreach (var record in ending.Journaled)
        {
            if (!updates.TryAdd(record.Update.Number, record.Update) && !Same(updates[record.Update.Number], record.Update))
            {
                Fail($"There are two updates {record.Update.Number} in the journals.");
            }
        }

        foreach (var (host, update) in agreed.Where(entry => ending.Survivors.Contains(entry.Host)))
        {
            if (!updates.TryAdd(update.Number, update) && !Same(updates[update.Number], update))
            {
                Fail($"{host} has another update at {update.Number} than was agreed.");
            }
        }

        return updates;
    }

    private static bool Same(AgreedUpdate one, AgreedUpdate other) =>
        one.Sequence == other.Sequence && one.WriteSet.Span.SequenceEqual(other.WriteSet.Span);
}
