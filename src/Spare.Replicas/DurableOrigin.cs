using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>The base as the next daemon finds it: a machine, and the place in the journal that it stands at.</summary>
internal sealed class DurableOrigin(IBaseRecord record, IJournal journal)
{
    /// <summary>The place of an update whose record is, or will be, in the journal.</summary>
    /// <exception cref="JournalException">It is not there.</exception>
    public async Task<JournalEnd> FindAsync(UpdateNumber number, CancellationToken cancellation)
    {
        var before = new UpdateNumber(number.Value - 1);
        await foreach (var found in journal.ReadAsync(before, number, cancellation))
        {
            return found.Update == number ? found.End : throw Missing(number);
        }

        return journal.End is { } end && end.Update == number ? end : throw Missing(number);
    }

    public ValueTask WriteAsync(BaseMachine? machine) => record.WriteAsync(machine, CancellationToken.None);

    /// <summary>The journal goes on after the base that is recorded, without records.</summary>
    public ValueTask ResetAsync(JournalEnd end, ImmutableArray<KeptReply> kept) =>
        journal.ResetAsync(end, kept, CancellationToken.None);

    /// <returns>Null for the machine: the image.</returns>
    /// <exception cref="JournalException">Machine and journal do not make a whole.</exception>
    public async Task<(VirtualMachine? Machine, JournalEnd End)> RestoreAsync(
        ImmutableArray<VirtualMachine> machines, CancellationToken cancellation)
    {
        var named = record.Read();
        var end = named?.End ?? JournalEnd.Image;
        var machine = machines.FirstOrDefault(candidate => candidate.Name == named?.Name);
        if (named is not null && machine is not { State: VirtualMachineState.Stopped })
        {
            throw new JournalException(
                $"The base, machine '{named.Name}', is {machine?.State ?? VirtualMachineState.Absent}; it was to be Stopped. "
                + "This host has to catch up from another one.");
        }

        await DemandNextAsync(end, cancellation);
        return (machine, end);
    }

    /// <summary>The journal goes on where the base ends; what it has of that place itself is the same.</summary>
    private async Task DemandNextAsync(JournalEnd end, CancellationToken cancellation)
    {
        var before = new UpdateNumber(Math.Max(end.Update.Value, 1) - 1);
        await foreach (var next in journal.ReadAsync(before, UpdateNumber.None, cancellation))
        {
            if (next.End != end && next.Update != end.Update.Next)
            {
                throw new JournalException(
                    $"The base ends with {end.Update}, and the journal goes on with {next.Update}. "
                    + "This host has to catch up from another one.");
            }

            return;
        }

        if ((journal.End ?? JournalEnd.Image) != end)
        {
            throw new JournalException(
                $"The base ends with {end.Update}, and the journal with {journal.End?.Update}. "
                + "This host has to catch up from another one.");
        }
    }

    private static JournalException Missing(UpdateNumber number) => new($"The journal has no record of {number}.");
}
