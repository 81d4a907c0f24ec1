using Spare.Protocol;
using Spare.Replication;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>The states of a host's replicas: noted, digested, and copied as the base.</summary>
/// <param name="interval">Updates after which a new base is wanted; null: never.</param>
public sealed class SimulatedStates(
    World world, SeededRandom random, ulong? interval, Action<long, Action> after, Action<ManagerEvent> sink)
{
    private readonly SortedDictionary<CheckNumber, (Bank Bank, UpdateNumber Number)> copies = [];

    /// <summary>It is on the disk, and survives the manager.</summary>
    public SimulatedOrigin Base { get; set; } = SimulatedOrigin.Image;

    /// <summary>The manager ended: what was not made the base is gone.</summary>
    public void Crash() => copies.Clear();

    /// <summary>The passive replica has other updates than before.</summary>
    public void Look(SimulatedPassive passive)
    {
        if (passive.Number.Value - Base.Number.Value >= interval)
        {
            sink(new ManagerEvent.BaseOld());
        }
    }

    /// <summary>
    /// In its turn between writes; the digest is known later, or never. Who has a state to hide may tell it when the others
    /// have agreed on theirs.
    /// </summary>
    public void Note(SimulatedReplica replica, CheckNumber check) => replica.Writes.Enter(() =>
    {
        if (replica.Alive)
        {
            var state = replica.State;
            var time = replica.Bank.IsCorruptedUnseen && random.OneIn(2) ? random.Between(450_000, 900_000)
                : random.Between(500, random.OneIn(5) ? 400_000 : 20_000);
            after(time, () => Tell(replica, check, state));
            replica.Writes.Leave();
        }
    });

    public void Check(ManagerEffect.CheckPassive check, SimulatedPassive passive, Func<bool> isThere, bool fails) =>
        after(random.Between(500, random.OneIn(5) ? 400_000 : 20_000), () =>
        {
            if (fails || !isThere() || passive.Number != check.Number)
            {
                sink(new ManagerEvent.PassiveNotChecked(check.Check, "It is not there."));
                return;
            }

            if (check.Copy)
            {
                copies[check.Check] = (passive.Bank.Clone(), passive.Number);
            }

            sink(new ManagerEvent.PassiveChecked(check.Check, passive.Bank.State));
        });

    public void Drop(CheckNumber check) => copies.Remove(check);

    public void Take(CheckNumber check, SimulatedJournal journal, Action<SimulatedOrigin> taken) =>
        after(random.Between(500, 20_000), () =>
        {
            if (!copies.Remove(check, out var copy) || random.OneIn(10))
            {
                sink(new ManagerEvent.BaseNotMade("disk full"));
                return;
            }

            Base = new SimulatedOrigin(copy.Bank, copy.Number, journal.ChainAt(copy.Number));
            world.Note($"The base is at {Base.Number}");
            taken(Base);
            sink(new ManagerEvent.BaseMade(Base.Number));
        });

    private void Tell(SimulatedReplica replica, CheckNumber check, Digest? state)
    {
        if (!replica.Alive)
        {
            return;
        }

        sink(state is { } known
            ? new ManagerEvent.StateDigested(replica.Id, check, known)
            : new ManagerEvent.StateNotDigested(replica.Id, check, "silent"));
    }
}
