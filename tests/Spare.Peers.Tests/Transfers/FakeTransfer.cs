using System.Collections.Immutable;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Tests.Transfers;

/// <summary>A base in memory, before a real journal.</summary>
internal sealed class FakeTransfer(IJournal journal) : IBaseTransfer
{
    public string? Damage { get; set; }

    public JournalEnd End { get; set; } = JournalEnd.Image;

    public byte[] Disk { get; set; } = [];

    /// <summary>How often it was replaced.</summary>
    public int Replaced { get; private set; }

    /// <summary>How often it was given to others.</summary>
    public int Exported { get; private set; }

    /// <summary>Half of an export was written.</summary>
    public Func<Task> Halfway { get; set; } = () => Task.CompletedTask;

    /// <summary>The disk is there, the journal not yet reset.</summary>
    public Action Replacing { get; set; } = () => { };

    public async Task<JournalEnd> ExportAsync(Func<JournalEnd, Task<Stream>> begin, CancellationToken cancellation)
    {
        var (end, disk) = (End, Disk);
        Exported++;
        if (end != JournalEnd.Image)
        {
            var stream = await begin(end);
            await stream.WriteAsync(disk.AsMemory(0, disk.Length / 2), cancellation);
            await Halfway();
            await stream.WriteAsync(disk.AsMemory(disk.Length / 2), cancellation);
        }

        return end;
    }

    public async Task ReplaceAsync(
        JournalEnd end, ImmutableArray<KeptReply> kept, Stream? disk, CancellationToken cancellation)
    {
        using var copy = new MemoryStream();
        if (disk is not null)
        {
            await disk.CopyToAsync(copy, cancellation);
        }

        Replacing();
        await journal.ResetAsync(end, kept, CancellationToken.None);
        (Disk, End, Damage) = (copy.ToArray(), end, null);
        Replaced++;
    }
}
