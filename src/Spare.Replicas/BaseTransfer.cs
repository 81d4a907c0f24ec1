using System.Collections.Immutable;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>Moves the base from host to host. What leaves is a copy of it, so that the base itself stays free.</summary>
internal sealed class BaseTransfer(ReplicaFactory factory, PassiveOrigin origin, PassiveUpkeep passive) : IBaseTransfer
{
    public string? Damage => origin.Damage;

    public JournalEnd End => origin.End;

    public async Task<JournalEnd> ExportAsync(Func<JournalEnd, Task<Stream>> begin, CancellationToken cancellation)
    {
        if (await origin.CopyAsync(cancellation) is not var (copy, end))
        {
            return JournalEnd.Image;
        }

        try
        {
            await factory.Hypervisor.ExportAsync(copy.Name, await begin(end), cancellation);
            return end;
        }
        finally
        {
            factory.Destroy(copy);
        }
    }

    public async Task ReplaceAsync(
        JournalEnd end, ImmutableArray<KeptReply> kept, Stream? disk, CancellationToken cancellation)
    {
        var next = disk is null ? null : await ImportAsync(disk, cancellation);
        try
        {
            await passive.ReplaceBaseAsync(next, end, kept, cancellation);
        }
        catch (OperationCanceledException) when (next is not null)
        {
            // Cancelled before its turn came: nothing names it.
            factory.Destroy(next);
            throw;
        }
    }

    private async Task<VirtualMachine> ImportAsync(Stream disk, CancellationToken cancellation)
    {
        var made = await factory.Hypervisor.ImportAsync(factory.NextName(), disk, cancellation);
        try
        {
            // The driver may have had enough before the end, and only the end tells whether all of it was right.
            await disk.CopyToAsync(Stream.Null, cancellation);
            await factory.Hypervisor.PersistAsync(made.Name, cancellation);
            return made;
        }
        catch
        {
            factory.Destroy(made);
            throw;
        }
    }
}
