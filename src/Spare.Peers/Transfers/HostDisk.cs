using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Transfers;

/// <summary>What a host has on its disk of the order of all updates.</summary>
/// <param name="Configuration">Of all that hosts must have in common; without it nothing is sent or taken.</param>
public sealed record HostDisk(IJournal Journal, IBaseTransfer Base, Digest Configuration)
{
    private int receiving;

    /// <summary>The end of what can be gone on from; null: it is damaged.</summary>
    internal JournalEnd? End => Journal.Damage is null && Base.Damage is null ? Journal.End ?? JournalEnd.Image : null;

    /// <summary>As <see cref="End"/>, but null as well when there was never anything: that has no place on a journal.</summary>
    internal JournalEnd? KnownEnd => Journal.End is null ? null : End;

    /// <summary>It is being replaced from elsewhere.</summary>
    internal bool IsReceiving => Volatile.Read(ref receiving) != 0;

    internal bool TryBeginReceiving() => Interlocked.Exchange(ref receiving, 1) == 0;

    internal void EndReceiving() => Volatile.Write(ref receiving, 0);
}
